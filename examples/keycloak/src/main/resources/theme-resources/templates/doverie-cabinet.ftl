<#-- SPDX-License-Identifier: Apache-2.0 -->
<#-- What can somebody who has logged in see and do? The own trusted contact, and those whom one helps. -->
<#import "template.ftl" as layout>
<#macro press what id label grave=false>
    <form action="${url.loginAction}" method="post">
        <input type="hidden" name="command" value="${command}"><input type="hidden" name="id" value="${id}">
        <#if grave><label><input type="checkbox" name="sure" value="yes"> ${msg("doverieSureYes")}</label></#if>
        <button class="${properties.kcButtonClass!} ${properties.kcButtonDefaultClass!}" name="do" value="${what}">${msg(label)}</button>
    </form>
</#macro>
<#macro field name label type="text">
    <p><label for="doverie-${name}">${msg(label)}</label><br>
    <input class="${properties.kcInputClass!}" id="doverie-${name}" name="${name}" type="${type}" autocomplete="<#if name = "code">one-time-code<#else>off</#if>"></p>
</#macro>
<#macro send what label>
    <button class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!}" name="do" value="${what}">${msg(label)}</button>
</#macro>
<@layout.registrationLayout; section>
    <#if section = "header">
        ${msg("doverieCabinetTitle")}
    <#elseif section = "form">
      <#if mine??>
        <section id="doverie-mine">
        <h2>${msg("doverieMine")}</h2>
        <p>${msg("doverieMineLead")}</p>
        <#if mine.frozen?has_content><p><strong>${mine.frozen}</strong></p></#if>
        <#if mine.locked><p><strong>${msg("doverieLocked")}</strong></p></#if>
        <#list mine.requests as one>
            <article><h3>${one.operation}</h3><p>${one.state}</p>
            <#if one.open><p>${msg("doverieUntil", one.until)}</p><@press "deny" one.id "doverieDenyOwn"/></#if></article>
        </#list>
        <#list mine.contacts as one>
            <article><h3>${one.name}</h3><p>${one.state}</p>
            <#if one.leaving><@press "keep" one.id "doverieKeep"/></#if>
            <@press "remove" one.id "doverieRemove" true/></article>
        <#else><p>${msg("doverieNobodyYet")}</p></#list>
        <#if mine.contacts?has_content && !mine.able><p><strong>${msg("doverieNotAble")}</strong></p></#if>
        <#list mine.invitations as one>
            <article><h3>${one.name}, ${one.phone}</h3><p>${one.state}</p><p>${msg("doverieAnswerUntil", one.until)}</p>
            <@press "withdraw" one.id "doverieWithdraw"/></article>
        </#list>
        <#if mine.mayInvite>
            <form action="${url.loginAction}" method="post">
                <h3>${msg("doverieInvite")}</h3><p>${msg("doverieInviteLead")}</p>
                <input type="hidden" name="command" value="${command}">
                <@field "name" "doverieName"/><@field "phone" "doveriePhone" "tel"/>
                <@send "invite" "doverieSendInvitation"/>
            </form>
        </#if>
        <h3>${msg("doverieFraud")}</h3><p>${msg("doverieFraudLead")}</p>
        <@press "fraud" "" "doverieFraud" true/>
        </section>
        <section id="doverie-helping">
        <h2>${msg("doverieHelping")}</h2>
        <#if helping.locked?has_content><p><strong>${msg("doverieContactLocked", helping.locked)}</strong></p></#if>
        <#list helping.requests as one>
            <article><h3>${one.name}: ${one.operation}</h3><p>${one.state}</p>
            <#if one.step = "APPROVE">
                <p>${msg("doverieCallLead")}</p><p><strong>${msg("doverieHurry")}</strong></p>
                <form action="${url.loginAction}" method="post">
                    <input type="hidden" name="command" value="${command}"><input type="hidden" name="id" value="${one.id}">
                    <#list one.statements as statement>
                        <p><label><input type="checkbox" name="agree" value="${statement}"> ${msg("doverieStatement." + statement)}</label></p>
                    </#list>
                    <@field "number" "doverieStatement.number"/>
                    <@send "approve" "doverieApprove"/>
                </form>
            <#elseif one.step = "TYPE_CODE">
                <p><strong>${msg("doverieCodeNobody")}</strong></p>
                <#if one.code??><p>${one.code.sms} ${one.code.phone}</p><p>${msg("doverieLeft", one.code.left)}</p></#if>
                <form action="${url.loginAction}" method="post">
                    <input type="hidden" name="command" value="${command}"><input type="hidden" name="id" value="${one.id}">
                    <@field "code" "doverieCode"/>
                    <@send "confirm" "doverieConfirm"/>
                </form>
                <#if one.code?? && one.code.again><@press "resend" one.id "doverieResend"/></#if>
            </#if>
            <#if one.open><@press "deny-contact" one.id "doverieDeny"/><@press "fraud-contact" one.trustor "doverieSwindlers" true/></#if>
            </article>
        <#else><p>${msg("doverieNoRequests")}</p></#list>
        <#list helping.invitations as one>
            <article><h3>${msg("doverieInvitesYou", one.name)}</h3><p>${one.state}</p><p>${msg("doverieAnswerUntil", one.until)}</p>
            <@press "accept" one.id "doverieAccept"/><@press "decline" one.id "doverieDecline"/></article>
        </#list>
        <#list helping.trustors as one>
            <article><h3>${one.name}</h3><p>${one.state}</p>
            <#if one.leaving><@press "stay" one.id "doverieStay"/></#if>
            <@press "fraud-contact" one.id "doverieFraud" true/>
            <@press "resign" one.id "doverieResign" true/></article>
        </#list>
        </section>
      </#if>
      <@press "leave" "" "doverieLeave"/>
    </#if>
</@layout.registrationLayout>
