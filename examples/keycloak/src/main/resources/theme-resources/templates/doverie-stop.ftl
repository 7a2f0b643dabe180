<#-- SPDX-License-Identifier: Apache-2.0 -->
<#-- What is said when it cannot go on? The library's words, and, where that makes sense, a way to try once more. -->
<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("doverieStopTitle")}
    <#elseif section = "form">
        <p id="doverie-stop">${text}</p>
        <#if again>
            <p>${msg("doverieOtherWays")}</p>
            <form action="${url.loginAction}" method="post">
                <button class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!}" name="do" value="again">${msg("doverieAgain")}</button>
            </form>
        </#if>
    </#if>
</@layout.registrationLayout>
