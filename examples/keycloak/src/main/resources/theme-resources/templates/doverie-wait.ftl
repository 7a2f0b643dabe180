<#-- SPDX-License-Identifier: Apache-2.0 -->
<#-- What does whoever waits for the trusted contact see? The number, what to do, and the page asks again by itself. -->
<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("doverieWaitTitle")}
    <#elseif section = "form">
        <meta http-equiv="refresh" content="5;url=${refresh}">
        <p id="doverie-number"><strong>${msg("doverieNumber", number)}</strong></p>
        <p>${text}</p>
        <ol>
            <li>${msg("doverieNowCall")}</li>
            <li>${msg("doverieNowCabinet")}</li>
            <li>${msg("doverieNowWait")}</li>
        </ol>
        <#if from?has_content><p>${msg("doverieFrom", from)}</p></#if>
        <p>${msg("doverieUntil", until)}</p>
        <p><a class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!}" href="${refresh}">${msg("doverieCheck")}</a></p>
        <form action="${url.loginAction}" method="post">
            <button class="${properties.kcButtonClass!} ${properties.kcButtonDefaultClass!}" name="do" value="cancel">${msg("doverieGiveUp")}</button>
        </form>
    </#if>
</@layout.registrationLayout>
