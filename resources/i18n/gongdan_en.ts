<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context>
    <name>AccountsPage</name>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Close account</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>岗位</source>
        <translation>Post</translation>
    </message>
    <message>
        <source>岗位:{name}</source>
        <translation>Posts: {name}</translation>
    </message>
    <message>
        <source>已停用</source>
        <translation>Closed</translation>
    </message>
    <message>
        <source>新账号</source>
        <translation>New account</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>账号已保存</source>
        <translation>Account saved</translation>
    </message>
    <message>
        <source>还没有账号。在下面登记。</source>
        <translation>No accounts yet. Register them below.</translation>
    </message>
</context>
<context>
    <name>AnotherOrderCard</name>
    <message>
        <source>业务类型</source>
        <translation>Business type</translation>
    </message>
    <message>
        <source>加开</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>加开施工单</source>
        <translation>Add work order</translation>
    </message>
    <message>
        <source>客户要求</source>
        <translation>Customer request</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>ArrivalCard</name>
    <message>
        <source>上次 {km},读不出就写原因</source>
        <translation>Last {km}; unreadable: say why</translation>
    </message>
    <message>
        <source>业务类型</source>
        <translation>Business type</translation>
    </message>
    <message>
        <source>公里数</source>
        <translation>Mileage</translation>
    </message>
    <message>
        <source>初检结果</source>
        <translation>Initial finding</translation>
    </message>
    <message>
        <source>只接车</source>
        <translation>Only receive</translation>
    </message>
    <message>
        <source>增项限额</source>
        <translation>Extra-work limit</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>客户要求</source>
        <translation>Customer request</translation>
    </message>
    <message>
        <source>快修(接车即开工)</source>
        <translation>Quick lane (work starts on receiving)</translation>
    </message>
    <message>
        <source>您先填的内容与档案不同,已保留在下面,请核对。</source>
        <translation>What you typed first differs from the record. It is kept below, please compare.</translation>
    </message>
    <message>
        <source>接车</source>
        <translation>Receive</translation>
    </message>
    <message>
        <source>接车并估价</source>
        <translation>Receive and quote</translation>
    </message>
    <message>
        <source>放一边</source>
        <translation>Put aside</translation>
    </message>
    <message>
        <source>更多</source>
        <translation>More</translation>
    </message>
    <message>
        <source>档案里 {plate} 是 {model}({customer},VIN {vin}),您填的是另一个 VIN:保存时按另一辆车确认。</source>
        <translation>On record {plate} is {model} ({customer}, VIN {vin}); you typed another VIN. On saving you are asked whether it is another car.</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>维修类别</source>
        <translation>Repair class</translation>
    </message>
    <message>
        <source>读不出就写原因</source>
        <translation>Unreadable: say why</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>车牌,或后几位;未上牌可空着</source>
        <translation>Plate or its tail; empty if unregistered</translation>
    </message>
    <message>
        <source>送修人</source>
        <translation>Bringer</translation>
    </message>
    <message>
        <source>送修电话</source>
        <translation>Bringer&apos;s phone</translation>
    </message>
    <message>
        <source>钥匙牌</source>
        <translation>Key tag</translation>
    </message>
    <message>
        <source>随车物品</source>
        <translation>Belongings</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>AssignCard</name>
    <message>
        <source>不指定</source>
        <translation>Any</translation>
    </message>
    <message>
        <source>分钟</source>
        <translation>min</translation>
    </message>
    <message>
        <source>姓名、工号、拼音</source>
        <translation>Name, badge, pinyin</translation>
    </message>
    <message>
        <source>工位</source>
        <translation>Bay</translation>
    </message>
    <message>
        <source>建议 {name},今天 {percent}%</source>
        <translation>Suggested: {name}, {percent}% of today</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>按工时</source>
        <translation>By hours</translation>
    </message>
    <message>
        <source>没有人够这个工种和等级,请自行选择</source>
        <translation>Nobody has this trade and rank; choose yourself</translation>
    </message>
    <message>
        <source>派工</source>
        <translation>Assign</translation>
    </message>
    <message>
        <source>现在</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>维修工</source>
        <translation>Technician</translation>
    </message>
</context>
<context>
    <name>AwayBanner</name>
    <message>
        <source>已重新连上,内容已按最新的刷新。</source>
        <translation>Connected again; everything shown is up to date.</translation>
    </message>
    <message>
        <source>正在重连(第 {next} 次)…</source>
        <translation>Connecting again (try {next})…</translation>
    </message>
    <message>
        <source>现在就试</source>
        <translation>Try now</translation>
    </message>
    <message>
        <source>第 {tries} 次没连上,{seconds} 秒后再试。</source>
        <translation>Try {tries} failed, next one in {seconds} s.</translation>
    </message>
    <message>
        <source>连不上数据库。屏幕上的内容还在,可以继续填写(自动存为草稿);连上后再保存,不会重复。</source>
        <translation>The database cannot be reached. What is on the screen stays, you can go on typing (kept as a draft); save when it is back, nothing is saved twice.</translation>
    </message>
</context>
<context>
    <name>BackupsWindow</name>
    <message>
        <source>例如另一块硬盘上的文件夹</source>
        <translation>for example a folder on another disk</translation>
    </message>
    <message>
        <source>关闭时不备份</source>
        <translation>none at closing</translation>
    </message>
    <message>
        <source>关闭时备份:超过几小时没有备份</source>
        <translation>At closing, when older than (hours)</translation>
    </message>
    <message>
        <source>备份与恢复</source>
        <translation>Backup and restore</translation>
    </message>
    <message>
        <source>备份文件夹</source>
        <translation>Backup folder</translation>
    </message>
    <message>
        <source>备份的核对有不符之处,不算好备份:{path}</source>
        <translation>The check of the backup found differences, it is no good backup: {path}</translation>
    </message>
    <message>
        <source>好备份在 {folder}:{count} 份</source>
        <translation>Good backups in {folder}: {count}</translation>
    </message>
    <message>
        <source>已备份并核对无误:{path}</source>
        <translation>Backed up and checked: {path}</translation>
    </message>
    <message>
        <source>恢复别的文件</source>
        <translation>Restore another file</translation>
    </message>
    <message>
        <source>恢复别的文件…</source>
        <translation>Restore another file…</translation>
    </message>
    <message>
        <source>恢复所选的备份…</source>
        <translation>Restore the chosen one…</translation>
    </message>
    <message>
        <source>我已看过,同意用备份替换现在的数据</source>
        <translation>I have read this; the backup shall replace the data</translation>
    </message>
    <message>
        <source>替换并重新打开</source>
        <translation>Replace and open again</translation>
    </message>
    <message>
        <source>程序出错了,没有完成;报告在日志里。</source>
        <translation>The program made a mistake and did not finish; the log has the report.</translation>
    </message>
    <message>
        <source>立即备份</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>第二个文件夹</source>
        <translation>Second folder</translation>
    </message>
</context>
<context>
    <name>CarFields</name>
    <message>
        <source>17 位</source>
        <translation>17 characters</translation>
    </message>
    <message>
        <source>VIN</source>
        <translation>Chassis number (VIN)</translation>
    </message>
    <message>
        <source>不足 17 位等非标准车架号,写明原因</source>
        <translation>Non-standard VIN (not 17 characters): say why</translation>
    </message>
    <message>
        <source>信用代码</source>
        <translation>Credit code</translation>
    </message>
    <message>
        <source>发动机号</source>
        <translation>Engine number</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>联系人</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>车型</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>非标原因</source>
        <translation>Why non-standard</translation>
    </message>
</context>
<context>
    <name>CardsDock</name>
    <message>
        <source>{plate} 现在是“{stage}”,接待没有等着办的一步;要改什么,先打开那一栏。</source>
        <translation>{plate} is at &quot;{stage}&quot;: nothing waits at reception. To change something, open its section first.</translation>
    </message>
    <message>
        <source>这张施工单现在没有接待要办的事。</source>
        <translation>Nothing to do at reception for this work order now.</translation>
    </message>
    <message>
        <source>选一辆在厂车辆,或按 Ctrl+N 接车。</source>
        <translation>Choose a car in the shop, or press Ctrl+N to receive one.</translation>
    </message>
</context>
<context>
    <name>CataloguePage</name>
    <message>
        <source>业务类型</source>
        <translation>Business type</translation>
    </message>
    <message>
        <source>今天起用</source>
        <translation>Valid from today</translation>
    </message>
    <message>
        <source>付费</source>
        <translation>Payer</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>元/工时</source>
        <translation>CNY per hour</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>包价</source>
        <translation>Fixed price</translation>
    </message>
    <message>
        <source>包价,不按工时</source>
        <translation>Fixed price, not by hours</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>工时</source>
        <translation>Hours</translation>
    </message>
    <message>
        <source>工时单价(统一报价)</source>
        <translation>Hourly rates (posted prices)</translation>
    </message>
    <message>
        <source>工时项目</source>
        <translation>Labour catalogue</translation>
    </message>
    <message>
        <source>工种</source>
        <translation>Trade</translation>
    </message>
    <message>
        <source>已保存</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>新项目</source>
        <translation>New entry</translation>
    </message>
    <message>
        <source>最低等级</source>
        <translation>Lowest rank</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>起用</source>
        <translation>From</translation>
    </message>
    <message>
        <source>还没有单价。在下面登记。</source>
        <translation>No hourly rate yet. Enter it below.</translation>
    </message>
    <message>
        <source>还没有工时项目。在下面登记。</source>
        <translation>No labour in the catalogue yet. Enter it below.</translation>
    </message>
</context>
<context>
    <name>CertificateCard</name>
    <message>
        <source>km,或</source>
        <translation>km, or</translation>
    </message>
    <message>
        <source>{kind}:本站至少保证 {km} 或 {days} 天,可以多,不能少</source>
        <translation>{kind}: the station guarantees at least {km} or {days} days; more is allowed, less is not</translation>
    </message>
    <message>
        <source>{number} · 保证 {km} 或 {days} 天 · {at} 签发</source>
        <translation>{number} · guaranteed {km} or {days} days · issued {at}</translation>
    </message>
    <message>
        <source>{number} 已作废:{reason}</source>
        <translation>{number} is void: {reason}</translation>
    </message>
    <message>
        <source>作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>合格证 {number} 已签发。</source>
        <translation>Certificate {number} issued.</translation>
    </message>
    <message>
        <source>天</source>
        <translation>days</translation>
    </message>
    <message>
        <source>打印合格证</source>
        <translation>Print certificate</translation>
    </message>
    <message>
        <source>撤销合格</source>
        <translation>Undo pass</translation>
    </message>
    <message>
        <source>竣工出厂合格证</source>
        <translation>Completion certificate</translation>
    </message>
    <message>
        <source>签发合格证</source>
        <translation>Issue certificate</translation>
    </message>
    <message>
        <source>质量保证</source>
        <translation>Guarantee</translation>
    </message>
</context>
<context>
    <name>ChoosingDock</name>
    <message>
        <source>{plate} 现在是“{stage}”,没有待派或待完工的项目。</source>
        <translation>{plate} is at &quot;{stage}&quot;: no line waits to be assigned or finished.</translation>
    </message>
    <message>
        <source>“{name}”已完工,没有等着计时的了。</source>
        <translation>&quot;{name}&quot; is finished; no line of this car waits to be clocked.</translation>
    </message>
    <message>
        <source>请先在左边选一项来派工,或在图上选一项来计时。</source>
        <translation>Choose a line on the left to assign it, or one in the chart to time it.</translation>
    </message>
</context>
<context>
    <name>ClockCard</name>
    <message>
        <source>{plate} 全部完工,已送检。</source>
        <translation>{plate} is finished and sent to inspection.</translation>
    </message>
    <message>
        <source>{plate}“{name}”已完工。</source>
        <translation>{plate} &quot;{name}&quot; is finished.</translation>
    </message>
    <message>
        <source>完工</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>已自检</source>
        <translation>Self-checked</translation>
    </message>
    <message>
        <source>开工</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>撤回派工</source>
        <translation>Withdraw assignment</translation>
    </message>
    <message>
        <source>撤销完工</source>
        <translation>Undo finish</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>继续施工</source>
        <translation>Resume</translation>
    </message>
</context>
<context>
    <name>ComebackCard</name>
    <message>
        <source>不是返修</source>
        <translation>Not a comeback</translation>
    </message>
    <message>
        <source>保证期至</source>
        <translation>Guaranteed until</translation>
    </message>
    <message>
        <source>原施工单</source>
        <translation>Earlier work order</translation>
    </message>
    <message>
        <source>按返修处理(免费)</source>
        <translation>Treat as comeback (free)</translation>
    </message>
    <message>
        <source>检验员</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>维修项目</source>
        <translation>Labour line</translation>
    </message>
    <message>
        <source>质量保证期内返修</source>
        <translation>Comeback under guarantee</translation>
    </message>
    <message>
        <source>返修原单 {number},本单由站内承担。</source>
        <translation>Comeback of {number}; the station bears this work order.</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>合计 ¥{total}   客户应付 ¥{customer}</source>
        <translation>Total ¥{total}   Customer pays ¥{customer}</translation>
    </message>
    <message>
        <source>大写 {capitals}</source>
        <translation>In capitals {capitals}</translation>
    </message>
    <message>
        <source>客户委托</source>
        <translation>Authorisation</translation>
    </message>
    <message>
        <source>客户委托  {number}</source>
        <translation>Authorisation  {number}</translation>
    </message>
    <message>
        <source>客户已委托,可以派工。</source>
        <translation>Authorised by the customer; work can be assigned.</translation>
    </message>
    <message>
        <source>打印工作单  Ctrl+P</source>
        <translation>Print work order  Ctrl+P</translation>
    </message>
</context>
<context>
    <name>ConsentFields</name>
    <message>
        <source>原话</source>
        <translation>Words</translation>
    </message>
    <message>
        <source>客户原话、截图编号等</source>
        <translation>The customer&apos;s words, number of a screenshot…</translation>
    </message>
    <message>
        <source>客户怎么认可的?↓ 选择</source>
        <translation>How did the customer agree? ↓</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>How</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>空着:现在</source>
        <translation>Empty: now</translation>
    </message>
    <message>
        <source>认可人</source>
        <translation>Approved by</translation>
    </message>
</context>
<context>
    <name>CrashWindow</name>
    <message>
        <source>不能保存到 {path}:{cause}。请选中上面的文字复制。</source>
        <translation>Cannot save to {path}: {cause}. Please select the text above and copy it.</translation>
    </message>
    <message>
        <source>保存报告</source>
        <translation>Save report</translation>
    </message>
    <message>
        <source>刚才的操作没有完成,数据没有改动,您输入的内容还在。请保存报告交给维护人员,然后可以继续工作。</source>
        <translation>The last action was not completed. No records were changed and what you typed is still there. Please save the report for your maintainer; then you can go on working.</translation>
    </message>
    <message>
        <source>已保存:{path}</source>
        <translation>Saved: {path}</translation>
    </message>
    <message>
        <source>程序出错</source>
        <translation>Program error</translation>
    </message>
    <message>
        <source>继续工作</source>
        <translation>Go on working</translation>
    </message>
</context>
<context>
    <name>DecideExtraCard</name>
    <message>
        <source>一项都没有勾选:请勾选同意的项目,或按“不同意”。</source>
        <translation>Nothing is ticked: tick what the customer agrees to, or press &quot;Decline&quot;.</translation>
    </message>
    <message>
        <source>不做原因</source>
        <translation>Why not</translation>
    </message>
    <message>
        <source>不同意</source>
        <translation>Declined</translation>
    </message>
    <message>
        <source>不影响交车时间</source>
        <translation>The promised time stays</translation>
    </message>
    <message>
        <source>交车时间顺延 {minutes} 分钟</source>
        <translation>The promised time moves by {minutes} min</translation>
    </message>
    <message>
        <source>同意 {count}/{all} 项   ¥{sum}</source>
        <translation>Agreed {count}/{all}   ¥{sum}</translation>
    </message>
    <message>
        <source>客户不同意,已记录。</source>
        <translation>The customer declined; recorded.</translation>
    </message>
    <message>
        <source>客户同意</source>
        <translation>Customer agrees</translation>
    </message>
    <message>
        <source>客户同意,可以派工。</source>
        <translation>The customer agrees; work can be assigned.</translation>
    </message>
    <message>
        <source>客户同意一部分,可以派工。</source>
        <translation>The customer agrees to a part; work can be assigned.</translation>
    </message>
    <message>
        <source>待客户认可 增项</source>
        <translation>Extra work awaiting approval</translation>
    </message>
    <message>
        <source>涉及安全,不做必须写明</source>
        <translation>For safety: say why it is not done</translation>
    </message>
    <message>
        <source>认可后交车时间 {before} → {after}</source>
        <translation>Promised time once approved {before} → {after}</translation>
    </message>
</context>
<context>
    <name>DeliveredCard</name>
    <message>
        <source>{at} 离厂;交车单上有出门证。</source>
        <translation>Left {at}; the gate pass is on the delivery slip.</translation>
    </message>
    <message>
        <source>已交车</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>已归档。</source>
        <translation>Archived.</translation>
    </message>
    <message>
        <source>归档</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>打印交车单</source>
        <translation>Print delivery slip</translation>
    </message>
    <message>
        <source>撤销归档</source>
        <translation>Undo archiving</translation>
    </message>
</context>
<context>
    <name>DeliveryCard</name>
    <message>
        <source>下次保养</source>
        <translation>Next service</translation>
    </message>
    <message>
        <source>交车</source>
        <translation>Delivery</translation>
    </message>
    <message>
        <source>交还物品</source>
        <translation>Returned belongings</translation>
    </message>
    <message>
        <source>使用注意</source>
        <translation>Advice for use</translation>
    </message>
    <message>
        <source>出厂公里</source>
        <translation>Mileage out</translation>
    </message>
    <message>
        <source>四件套已当面取下</source>
        <translation>Protection set removed before the customer</translation>
    </message>
    <message>
        <source>回访</source>
        <translation>Follow-up</translation>
    </message>
    <message>
        <source>客户方便的回访时间</source>
        <translation>When a follow-up call suits</translation>
    </message>
    <message>
        <source>已交车:交车单 {slip},出门证 {gate}。</source>
        <translation>Delivered: delivery slip {slip}, gate pass {gate}.</translation>
    </message>
    <message>
        <source>接车人</source>
        <translation>Taken by</translation>
    </message>
    <message>
        <source>日期,如 +180</source>
        <translation>Date, such as +180</translation>
    </message>
    <message>
        <source>旧件已给客户看过</source>
        <translation>Old parts shown to the customer</translation>
    </message>
    <message>
        <source>没有就空着;打印在交车单上</source>
        <translation>Empty if none; printed on the delivery slip</translation>
    </message>
    <message>
        <source>进厂 {km}</source>
        <translation>Mileage in {km}</translation>
    </message>
    <message>
        <source>遗留问题</source>
        <translation>Remaining faults</translation>
    </message>
    <message>
        <source>钥匙、行驶证、保养手册…</source>
        <translation>Keys, licence, service book…</translation>
    </message>
</context>
<context>
    <name>Dispatch</name>
    <message>
        <source>,按计划赶不上</source>
        <translation>, missed by this plan</translation>
    </message>
    <message>
        <source>{text} · 赶不上 {time}</source>
        <translation>{text} · misses {time}</translation>
    </message>
    <message>
        <source>{time} 前交车</source>
        <translation>Due {time}</translation>
    </message>
    <message>
        <source>{trade} {rank}以上</source>
        <translation>{trade}, {rank} or above</translation>
    </message>
    <message>
        <source>交车时间未定</source>
        <translation>No promised time</translation>
    </message>
    <message>
        <source>今天 {date}</source>
        <translation>Today {date}</translation>
    </message>
    <message>
        <source>今天已派 {planned} 分钟,班次 {shift} 分钟({percent}%)</source>
        <translation>Assigned today {planned} min of a {shift} min shift ({percent}%)</translation>
    </message>
    <message>
        <source>工时 {hours}</source>
        <translation>Hours {hours}</translation>
    </message>
    <message>
        <source>已做 {done} 分钟,计划 {planned} 分钟</source>
        <translation>Done {done} min of {planned} planned</translation>
    </message>
    <message>
        <source>明天 {date}</source>
        <translation>Tomorrow {date}</translation>
    </message>
    <message>
        <source>未在计时</source>
        <translation>Clock not running</translation>
    </message>
    <message>
        <source>计划 {start} 至 {end}</source>
        <translation>Planned {start} to {end}</translation>
    </message>
    <message>
        <source>超出班次</source>
        <translation>Beyond the shift</translation>
    </message>
    <message>
        <source>还没有登记维修工。
在站务(F12)的“人员”里登记后,这里就能派工。</source>
        <translation>No technicians yet.
Register them under &quot;Staff&quot; in the office (F12); then work can be assigned here.</translation>
    </message>
    <message>
        <source>预计交车 {time}</source>
        <translation>Promised {time}</translation>
    </message>
</context>
<context>
    <name>DispatchDock</name>
    <message>
        <source>{name} 手上没有派工。</source>
        <translation>{name} has no assignment.</translation>
    </message>
    <message>
        <source>{title}   今天 {date}   产能 {capacity}h · 已派 {planned}h · 待派 {waiting} 项</source>
        <translation>{title}   Today {date}   Capacity {capacity}h · assigned {planned}h · to assign {waiting}</translation>
    </message>
    <message>
        <source>“{text}”不是工牌,车间里也没有这个施工单号。</source>
        <translation>&quot;{text}&quot; is no badge, and no work order in the workshop has this number.</translation>
    </message>
    <message>
        <source>交车</source>
        <translation>Delivery</translation>
    </message>
    <message>
        <source>工时</source>
        <translation>Hours</translation>
    </message>
    <message>
        <source>左边选一项来派工,图上选一项来计时。
扫工牌找到这位维修工手上的活。</source>
        <translation>Choose a line on the left to assign it, one in the chart to time it.
Scanning a badge finds the work in that technician&apos;s hands.</translation>
    </message>
    <message>
        <source>已派工:{plate}“{name}”</source>
        <translation>Assigned: {plate} &quot;{name}&quot;</translation>
    </message>
    <message>
        <source>待派项目</source>
        <translation>Lines to assign</translation>
    </message>
    <message>
        <source>扫工牌或施工单号</source>
        <translation>Scan badge or work order</translation>
    </message>
    <message>
        <source>没有待派的项目:认可了的都已派出</source>
        <translation>Nothing to assign: all that is approved is assigned</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
</context>
<context>
    <name>DraftStrip</name>
    <message>
        <source>放弃</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>草稿已恢复({time})</source>
        <translation>Draft restored ({time})</translation>
    </message>
</context>
<context>
    <name>DraftsList</name>
    <message>
        <source>内容</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>打开</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>放弃</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>正在填写</source>
        <translation>being typed</translation>
    </message>
    <message>
        <source>没有草稿。没保存的内容会自动留在这里。</source>
        <translation>No drafts. What is typed and not saved stays here by itself.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>草稿</source>
        <translation>Drafts</translation>
    </message>
    <message>
        <source>表单</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>请先选一张草稿。</source>
        <translation>Please choose a draft first.</translation>
    </message>
    <message>
        <source>还没有保存的内容</source>
        <translation>Not saved yet</translation>
    </message>
</context>
<context>
    <name>EndCard</name>
    <message>
        <source>取消施工单</source>
        <translation>Cancel work order</translation>
    </message>
    <message>
        <source>撤回、取消</source>
        <translation>Withdraw, cancel</translation>
    </message>
    <message>
        <source>撤回估价</source>
        <translation>Withdraw estimate</translation>
    </message>
    <message>
        <source>撤回委托</source>
        <translation>Withdraw authorisation</translation>
    </message>
    <message>
        <source>未修出厂</source>
        <translation>Leave unrepaired</translation>
    </message>
</context>
<context>
    <name>FirstRunPage</name>
    <message>
        <source>12 名维修工、300 种配件、60 件工具、两个月的施工单</source>
        <translation>12 technicians, 300 parts, 60 tools, two months of work orders</translation>
    </message>
    <message>
        <source>例如:长城汽车朝阳服务站</source>
        <translation>Example: Great Wall Auto, Chaoyang</translation>
    </message>
    <message>
        <source>填入演示数据</source>
        <translation>Fill in a demonstration</translation>
    </message>
    <message>
        <source>姓名或工号</source>
        <translation>Name or badge</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>开始使用工单</source>
        <translation>Start using Gongdan</translation>
    </message>
    <message>
        <source>服务站名称</source>
        <translation>Station name</translation>
    </message>
    <message>
        <source>正在填入演示数据,请稍候…</source>
        <translation>Filling in the demonstration, please wait…</translation>
    </message>
    <message>
        <source>给服务站起名,设第一个账号(服务站长)。其他岗位的账号以后再加。</source>
        <translation>Name the station and make the first account (station manager). Accounts for the other posts can be added later.</translation>
    </message>
    <message>
        <source>至少 6 位</source>
        <translation>At least 6 characters</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
</context>
<context>
    <name>GuideWindow</name>
    <message>
        <source>帮助 · 工单 Gongdan {version}</source>
        <translation>Help · Gongdan {version}</translation>
    </message>
    <message>
        <source>没有找到帮助文件:{path}</source>
        <translation>Help file not found: {path}</translation>
    </message>
</context>
<context>
    <name>HandRow</name>
    <message>
        <source>{plate} 已送检。</source>
        <translation>{plate} sent to inspection.</translation>
    </message>
    <message>
        <source>不能提出增项。</source>
        <translation>Extra work cannot be proposed.</translation>
    </message>
    <message>
        <source>不能送检。</source>
        <translation>It cannot be sent to inspection.</translation>
    </message>
    <message>
        <source>增项</source>
        <translation>Extra work</translation>
    </message>
    <message>
        <source>打印派工单  Ctrl+P</source>
        <translation>Print job slip  Ctrl+P</translation>
    </message>
    <message>
        <source>提出增项</source>
        <translation>Propose extra work</translation>
    </message>
    <message>
        <source>没有在手的施工单</source>
        <translation>No work order in hand</translation>
    </message>
    <message>
        <source>派工单</source>
        <translation>Job slip</translation>
    </message>
    <message>
        <source>现在是“{stage}”,{what}</source>
        <translation>Now at &quot;{stage}&quot;: {what}</translation>
    </message>
    <message>
        <source>还没有编号,先估价再打印。</source>
        <translation>No number yet: quote first, then print.</translation>
    </message>
    <message>
        <source>送检</source>
        <translation>To inspection</translation>
    </message>
</context>
<context>
    <name>Head</name>
    <message>
        <source>⚑ 返修:原单 {number} {certificate},检验员 {inspector}。原项目:{work}</source>
        <translation>⚑ Comeback of {number} {certificate}, inspector {inspector}. Earlier work: {work}</translation>
    </message>
    <message>
        <source>同一故障已返修 {times} 次未修好:应由本站联系其他维修企业并承担费用。</source>
        <translation>The same fault came back {times} times unmended: the station must arrange another workshop and bear the cost.</translation>
    </message>
    <message>
        <source>在店等候</source>
        <translation>Waiting in lounge</translation>
    </message>
    <message>
        <source>客户 {name} {phone}</source>
        <translation>Customer {name} {phone}</translation>
    </message>
    <message>
        <source>打印 ▾</source>
        <translation>Print ▾</translation>
    </message>
    <message>
        <source>无</source>
        <translation>none</translation>
    </message>
    <message>
        <source>未定</source>
        <translation>Not set</translation>
    </message>
    <message>
        <source>未编号</source>
        <translation>No number yet</translation>
    </message>
    <message>
        <source>预计交车 {promise}</source>
        <translation>Promised {promise}</translation>
    </message>
</context>
<context>
    <name>HeadCard</name>
    <message>
        <source>业务类型</source>
        <translation>Business type</translation>
    </message>
    <message>
        <source>保存修改</source>
        <translation>Save changes</translation>
    </message>
    <message>
        <source>初检结果</source>
        <translation>Initial finding</translation>
    </message>
    <message>
        <source>增项限额</source>
        <translation>Extra-work limit</translation>
    </message>
    <message>
        <source>客户要求</source>
        <translation>Customer request</translation>
    </message>
    <message>
        <source>维修类别</source>
        <translation>Repair class</translation>
    </message>
    <message>
        <source>要求与约定</source>
        <translation>Requests and promises</translation>
    </message>
    <message>
        <source>还原</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>原因</source>
        <translation>Cause</translation>
    </message>
    <message>
        <source>复检</source>
        <translation>Re-inspected</translation>
    </message>
    <message>
        <source>已合格</source>
        <translation>Passed</translation>
    </message>
    <message>
        <source>待复检</source>
        <translation>Awaiting re-inspection</translation>
    </message>
    <message>
        <source>打印竣工检验单</source>
        <translation>Print final inspection</translation>
    </message>
    <message>
        <source>打印返工单</source>
        <translation>Print rework slip</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>检验员</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>检验记录</source>
        <translation>Inspection rounds</translation>
    </message>
    <message>
        <source>次</source>
        <translation>Times</translation>
    </message>
    <message>
        <source>没有返工</source>
        <translation>No rework</translation>
    </message>
    <message>
        <source>结论</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>责任人</source>
        <translation>Responsible</translation>
    </message>
    <message>
        <source>路试</source>
        <translation>Road test</translation>
    </message>
    <message>
        <source>轮</source>
        <translation>Round</translation>
    </message>
    <message>
        <source>返工项目</source>
        <translation>Rework</translation>
    </message>
    <message>
        <source>还没有检验过。开始检验后列在这里。</source>
        <translation>Not inspected yet. Rounds are listed here once begun.</translation>
    </message>
</context>
<context>
    <name>InquiryTab</name>
    <message>
        <source> 不同意</source>
        <translation> declined</translation>
    </message>
    <message>
        <source>1700、明天 9:30、+90;空着为未定</source>
        <translation>1700, tomorrow 9:30, +90; empty: not set</translation>
    </message>
    <message>
        <source>业务类型</source>
        <translation>Business type</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>公里数</source>
        <translation>Mileage</translation>
    </message>
    <message>
        <source>初检看到什么</source>
        <translation>What the first look showed</translation>
    </message>
    <message>
        <source>初检结果</source>
        <translation>Initial finding</translation>
    </message>
    <message>
        <source>在店等候</source>
        <translation>Waiting in lounge</translation>
    </message>
    <message>
        <source>委托与认可</source>
        <translation>Authorisation and approvals</translation>
    </message>
    <message>
        <source>客户怎么说</source>
        <translation>What the customer says</translation>
    </message>
    <message>
        <source>客户要求</source>
        <translation>Customer request</translation>
    </message>
    <message>
        <source>接车员</source>
        <translation>Reception clerk</translation>
    </message>
    <message>
        <source>油量</source>
        <translation>Fuel</translation>
    </message>
    <message>
        <source>离店</source>
        <translation>Not waiting</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waits</translation>
    </message>
    <message>
        <source>等待</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>进厂情况</source>
        <translation>Arrival</translation>
    </message>
    <message>
        <source>进厂时间</source>
        <translation>Arrived</translation>
    </message>
    <message>
        <source>送修人</source>
        <translation>Bringer</translation>
    </message>
    <message>
        <source>钥匙牌</source>
        <translation>Key tag</translation>
    </message>
    <message>
        <source>问诊</source>
        <translation>Inquiry</translation>
    </message>
    <message>
        <source>随车物品</source>
        <translation>Belongings</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>InspectionDock</name>
    <message>
        <source>{title}  {count}</source>
        <translation>{title}: {count}</translation>
    </message>
    <message>
        <source>全部完工,可以检验。</source>
        <translation>All work is finished; ready for inspection.</translation>
    </message>
    <message>
        <source>开始检验</source>
        <translation>Begin inspection</translation>
    </message>
    <message>
        <source>待合格证</source>
        <translation>Awaiting certificate</translation>
    </message>
    <message>
        <source>待复检</source>
        <translation>Awaiting re-inspection</translation>
    </message>
    <message>
        <source>待检验</source>
        <translation>To inspect</translation>
    </message>
    <message>
        <source>检验合格。</source>
        <translation>Inspection passed.</translation>
    </message>
    <message>
        <source>没有待检验的车。车间完工送检后列在这里。</source>
        <translation>No car awaits inspection. Cars sent by the workshop are listed here.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>现在是“{stage}”,完工送检后才能检验。</source>
        <translation>Now at &quot;{stage}&quot;: inspection follows when the work is finished and sent.</translation>
    </message>
    <message>
        <source>竣工检验</source>
        <translation>Final inspection</translation>
    </message>
    <message>
        <source>竣工检验 {plate}</source>
        <translation>Final inspection {plate}</translation>
    </message>
    <message>
        <source>请从上面选一辆车,或用 F2 查找。</source>
        <translation>Choose a car above, or find it with F2.</translation>
    </message>
    <message>
        <source>车型</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>返工已完成,开始第 {round} 轮检验。</source>
        <translation>Rework is done; begin inspection round {round}.</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>InspectionTab</name>
    <message>
        <source>(已作废:{why})</source>
        <translation> (void: {why})</translation>
    </message>
    <message>
        <source>判定</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>合格证 {number} 质量保证 {km} 或 {days} 天{void}</source>
        <translation>Certificate {number}, guaranteed {km} or {days} days{void}</translation>
    </message>
    <message>
        <source>实测</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>序</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>检验项目</source>
        <translation>Item</translation>
    </message>
    <message>
        <source>第 {round} 轮 {verdict} {who} {when}</source>
        <translation>Round {round} {verdict} {who} {when}</translation>
    </message>
    <message>
        <source>缺陷</source>
        <translation>Defect</translation>
    </message>
    <message>
        <source>返工 {line}:{cause}({who},第 {times} 次)</source>
        <translation>Rework {line}: {cause} ({who}, time {times})</translation>
    </message>
    <message>
        <source>还没有检验。完工后由质检员(F7)逐项检验</source>
        <translation>Not inspected yet. When finished, the inspector goes through the items (F7)</translation>
    </message>
</context>
<context>
    <name>IssuingCard</name>
    <message>
        <source>全部退料</source>
        <translation>Return all to stock</translation>
    </message>
    <message>
        <source>出库</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>工牌</source>
        <translation>Badge</translation>
    </message>
    <message>
        <source>已全部领齐</source>
        <translation>All parts are issued</translation>
    </message>
    <message>
        <source>已出库,领料单 {number}</source>
        <translation>Issued, pick list {number}</translation>
    </message>
    <message>
        <source>已退料,退料单 {number}</source>
        <translation>Returned to stock, return slip {number}</translation>
    </message>
    <message>
        <source>已领</source>
        <translation>Issued</translation>
    </message>
    <message>
        <source>已领齐</source>
        <translation>All issued</translation>
    </message>
    <message>
        <source>库存</source>
        <translation>Stock</translation>
    </message>
    <message>
        <source>库存不够,“本次”都是 0:先入库,或改数量。</source>
        <translation>Not enough stock, every &quot;Now&quot; is 0: receive goods first, or change the quantity.</translation>
    </message>
    <message>
        <source>待领 {count} 行,“本次”可改数量</source>
        <translation>Lines to issue: {count}; &quot;Now&quot; can be changed</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>本次</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>现货 {there}</source>
        <translation>{there} in stock</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>缺 {left}</source>
        <translation>Short {left}</translation>
    </message>
    <message>
        <source>请先在左侧选择车辆,或从待领料里选择。</source>
        <translation>Choose a car on the left, or from the requisitions.</translation>
    </message>
    <message>
        <source>货位</source>
        <translation>Bin</translation>
    </message>
    <message>
        <source>还没有领出的配件。</source>
        <translation>No parts are issued yet.</translation>
    </message>
    <message>
        <source>还没有领料单。</source>
        <translation>There is no pick list yet.</translation>
    </message>
    <message>
        <source>这张施工单没有要领的配件</source>
        <translation>This work order needs no parts</translation>
    </message>
    <message>
        <source>退料</source>
        <translation>Return to stock</translation>
    </message>
    <message>
        <source>退料原因</source>
        <translation>Reason for return</translation>
    </message>
    <message>
        <source>需要</source>
        <translation>Needed</translation>
    </message>
    <message>
        <source>领料人</source>
        <translation>Drawn by</translation>
    </message>
    <message>
        <source>领料出库</source>
        <translation>Issue parts</translation>
    </message>
</context>
<context>
    <name>KnownCarLine</name>
    <message>
        <source>取到手上</source>
        <translation>Take in hand</translation>
    </message>
    <message>
        <source>改档案</source>
        <translation>Change record</translation>
    </message>
    <message>
        <source>老客户 {who}
{what}</source>
        <translation>Known customer {who}
{what}</translation>
    </message>
    <message>
        <source>老客户 {who} · 上次进厂 {at}
{what}</source>
        <translation>Known customer {who} · last visit {at}
{what}</translation>
    </message>
    <message>
        <source>质量保证期内:{number} {work}(至 {day} 或 {km})</source>
        <translation>Under guarantee: {number} {work} (until {day} or {km})</translation>
    </message>
    <message>
        <source>这辆车已在厂({at} 进厂),请在它的施工单上加开。</source>
        <translation>This car is in the shop (since {at}); add a work order to its visit.</translation>
    </message>
</context>
<context>
    <name>LineEditor</name>
    <message>
        <source>不分摊</source>
        <translation>No share</translation>
    </message>
    <message>
        <source>付费</source>
        <translation>Payer</translation>
    </message>
    <message>
        <source>分摊</source>
        <translation>Share</translation>
    </message>
    <message>
        <source>单价</source>
        <translation>Unit price</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>工时</source>
        <translation>Hours</translation>
    </message>
    <message>
        <source>按配件档案</source>
        <translation>From the part record</translation>
    </message>
    <message>
        <source>撤项</source>
        <translation>Withdraw line</translation>
    </message>
    <message>
        <source>改好</source>
        <translation>Apply</translation>
    </message>
    <message>
        <source>数量</source>
        <translation>Quantity</translation>
    </message>
    <message>
        <source>旧件</source>
        <translation>Old part</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>LinePicker</name>
    <message>
        <source>单价</source>
        <translation>Unit price</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>品牌</source>
        <translation>Brand</translation>
    </message>
    <message>
        <source>工时/库存</source>
        <translation>Hours/stock</translation>
    </message>
    <message>
        <source>现货 {there}</source>
        <translation>{there} in stock</translation>
    </message>
    <message>
        <source>类</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>＋ 项目或材料:名称、拼音首字母、编码,回车添加</source>
        <translation>+ Labour or part: name, pinyin initials or code, Enter adds it</translation>
    </message>
</context>
<context>
    <name>LinesCard</name>
    <message>
        <source>{count} 行</source>
        <translation>Lines: {count}</translation>
    </message>
    <message>
        <source>估价</source>
        <translation>Estimate</translation>
    </message>
    <message>
        <source>项目与材料</source>
        <translation>Labour and parts</translation>
    </message>
</context>
<context>
    <name>LinesGrid</name>
    <message>
        <source>付费</source>
        <translation>Payer</translation>
    </message>
    <message>
        <source>单价</source>
        <translation>Unit price</translation>
    </message>
    <message>
        <source>工时/数量</source>
        <translation>Hours/qty</translation>
    </message>
    <message>
        <source>还没有项目;上面输入即可添加</source>
        <translation>No lines yet; type above to add one</translation>
    </message>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>项目 / 材料</source>
        <translation>Labour / part</translation>
    </message>
</context>
<context>
    <name>LinesTab</name>
    <message>
        <source>付费</source>
        <translation>Payer</translation>
    </message>
    <message>
        <source>其</source>
        <translation>Oth.</translation>
    </message>
    <message>
        <source>其他 {money}</source>
        <translation>Other {money}</translation>
    </message>
    <message>
        <source>单价</source>
        <translation>Unit price</translation>
    </message>
    <message>
        <source>合计 ¥{money}</source>
        <translation>Total ¥{money}</translation>
    </message>
    <message>
        <source>增</source>
        <translation>Extra</translation>
    </message>
    <message>
        <source>客户应付 {money}</source>
        <translation>Customer pays {money}</translation>
    </message>
    <message>
        <source>客户要求:{words}</source>
        <translation>Customer request: {words}</translation>
    </message>
    <message>
        <source>工</source>
        <translation>Lab.</translation>
    </message>
    <message>
        <source>工时 {money}</source>
        <translation>Labour {money}</translation>
    </message>
    <message>
        <source>工时/数量</source>
        <translation>Hours/qty</translation>
    </message>
    <message>
        <source>待认可 +{money}</source>
        <translation>Awaiting approval +{money}</translation>
    </message>
    <message>
        <source>执行人</source>
        <translation>Done by</translation>
    </message>
    <message>
        <source>料</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>材料 {money}</source>
        <translation>Parts {money}</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>还没有项目。在接待(F5)里加项目和材料</source>
        <translation>No lines yet. Add labour and parts at reception (F5)</translation>
    </message>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>项目 / 材料</source>
        <translation>Labour / part</translation>
    </message>
</context>
<context>
    <name>LockPage</name>
    <message>
        <source>切换用户</source>
        <translation>Switch user</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>已锁定</source>
        <translation>Locked</translation>
    </message>
    <message>
        <source>解锁</source>
        <translation>Unlock</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>工单 Gongdan</source>
        <translation>Gongdan</translation>
    </message>
    <message>
        <source>工单 Gongdan {version}</source>
        <translation>Gongdan {version}</translation>
    </message>
    <message>
        <source>还有没保存的内容,请先保存,再更改显示。</source>
        <translation>Something typed is not saved. Please save it before changing the display.</translation>
    </message>
</context>
<context>
    <name>MethodsCard</name>
    <message>
        <source>待认可的施工方法</source>
        <translation>Methods awaiting approval</translation>
    </message>
    <message>
        <source>维修项目</source>
        <translation>Labour line</translation>
    </message>
    <message>
        <source>认可施工方法</source>
        <translation>Approve method</translation>
    </message>
</context>
<context>
    <name>NoticeStrip</name>
    <message>
        <source>{field}:{text}</source>
        <translation>{field}: {text}</translation>
    </message>
    <message>
        <source>仍然继续</source>
        <translation>Go on anyway</translation>
    </message>
    <message>
        <source>仍要继续的原因(必填)</source>
        <translation>Reason to go on anyway (required)</translation>
    </message>
    <message>
        <source>再保存一次就用您的;重新载入就用别人的。</source>
        <translation>Save again to keep yours; reload to take theirs.</translation>
    </message>
    <message>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>别人刚改过这条记录,您的修改还没有保存。</source>
        <translation>Somebody else has just changed this record; your changes are not saved yet.</translation>
    </message>
    <message>
        <source>原因(必填)</source>
        <translation>Reason (required)</translation>
    </message>
    <message>
        <source>去填写</source>
        <translation>Go there</translation>
    </message>
    <message>
        <source>知道了</source>
        <translation>Got it</translation>
    </message>
    <message>
        <source>继续</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>重新载入</source>
        <translation>Reload</translation>
    </message>
</context>
<context>
    <name>OfficeDock</name>
    <message>
        <source>人员</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>工时</source>
        <translation>Hours</translation>
    </message>
    <message>
        <source>本站</source>
        <translation>Station</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
</context>
<context>
    <name>OpenPoints</name>
    <message>
        <source>✓ 结算、收款、合格证、工具都已办妥。</source>
        <translation>✓ Settlement, payment, certificate and tools are all done.</translation>
    </message>
    <message>
        <source>去处理</source>
        <translation>Go there</translation>
    </message>
</context>
<context>
    <name>OrderFields</name>
    <message>
        <source>1700、明天 9:30、+90、待定</source>
        <translation>1700, tomorrow 9:30, +90, open</translation>
    </message>
    <message>
        <source>不超过此数不必再问</source>
        <translation>Up to this amount no further question</translation>
    </message>
    <message>
        <source>客户怎么说,原话记下</source>
        <translation>What the customer says, in their words</translation>
    </message>
</context>
<context>
    <name>OrderPanel</name>
    <message>
        <source>从左边的在厂车辆选一辆,按 F2 搜索,或按 Ctrl+N 接车。</source>
        <translation>Choose a car in the shop on the left, press F2 to search, or Ctrl+N to receive one.</translation>
    </message>
</context>
<context>
    <name>OrderSheet</name>
    <message>
        <source>还没有编号,先估价再打印。</source>
        <translation>No number yet: quote first, then print.</translation>
    </message>
</context>
<context>
    <name>Outage</name>
    <message>
        <source>断线前的那次已经保存;之后改的内容还在,请核对后再保存。</source>
        <translation>What you saved before the connection broke is stored; what you typed afterwards is still here, check it and save again.</translation>
    </message>
</context>
<context>
    <name>PapersTab</name>
    <message>
        <source>估价之后才有编号,才能打印</source>
        <translation>Numbered, and ready to print, once quoted</translation>
    </message>
    <message>
        <source>可打印</source>
        <translation>Ready to print</translation>
    </message>
    <message>
        <source>已打印</source>
        <translation>Printed</translation>
    </message>
    <message>
        <source>打印  Enter</source>
        <translation>Print  Enter</translation>
    </message>
    <message>
        <source>打印人</source>
        <translation>Printed by</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>第几次</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>还没有打印过。左边选一种单据按 Enter 打印。</source>
        <translation>Not printed yet. Choose a paper on the left and press Enter.</translation>
    </message>
</context>
<context>
    <name>PartCard</name>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>品牌</source>
        <translation>Brand</translation>
    </message>
    <message>
        <source>售价</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>客户限价</source>
        <translation>Price limit</translation>
    </message>
    <message>
        <source>新配件</source>
        <translation>New part</translation>
    </message>
    <message>
        <source>最低库存</source>
        <translation>Lowest stock</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>货位</source>
        <translation>Bin</translation>
    </message>
    <message>
        <source>配件已保存</source>
        <translation>Part saved</translation>
    </message>
    <message>
        <source>配件档案</source>
        <translation>Part record</translation>
    </message>
    <message>
        <source>配件档案:{number}</source>
        <translation>Part record: {number}</translation>
    </message>
</context>
<context>
    <name>PartsDock</name>
    <message>
        <source>入库</source>
        <translation>Goods receipt</translation>
    </message>
    <message>
        <source>库存</source>
        <translation>Stock</translation>
    </message>
    <message>
        <source>待领</source>
        <translation>To issue</translation>
    </message>
    <message>
        <source>待领料</source>
        <translation>Requisitions</translation>
    </message>
    <message>
        <source>施工单</source>
        <translation>Work order</translation>
    </message>
    <message>
        <source>没有待领料的车。派了工、有材料的车列在这里。</source>
        <translation>No car waits for parts. Assigned cars with parts are listed here.</translation>
    </message>
    <message>
        <source>缺 {n}</source>
        <translation>Short {n}</translation>
    </message>
    <message>
        <source>缺件</source>
        <translation>Shortage</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>领料</source>
        <translation>Requisition</translation>
    </message>
</context>
<context>
    <name>PlateBadge</name>
    <message>
        <source>未上牌</source>
        <translation>Unregistered</translation>
    </message>
</context>
<context>
    <name>PrintPreview</name>
    <message>
        <source>不能保存到 {path}:{cause}</source>
        <translation>Cannot save to {path}: {cause}</translation>
    </message>
    <message>
        <source>关闭  Esc</source>
        <translation>Close  Esc</translation>
    </message>
    <message>
        <source>存为 PDF</source>
        <translation>Save as PDF</translation>
    </message>
    <message>
        <source>存为 PDF…  Ctrl+S</source>
        <translation>Save as PDF…  Ctrl+S</translation>
    </message>
    <message>
        <source>已保存到 {path}</source>
        <translation>Saved to {path}</translation>
    </message>
    <message>
        <source>已送到打印机“{name}”。</source>
        <translation>Sent to printer &quot;{name}&quot;.</translation>
    </message>
    <message>
        <source>打印  Ctrl+P</source>
        <translation>Print  Ctrl+P</translation>
    </message>
    <message>
        <source>打印机“{name}”没有应答。请检查后再试一次。</source>
        <translation>Printer &quot;{name}&quot; does not answer. Please check it and try again.</translation>
    </message>
    <message>
        <source>没有可用的打印机。请接好打印机再打印,或先存为 PDF。</source>
        <translation>There is no printer. Connect one and print again, or save the paper as PDF.</translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>(补打 第 {nth} 次)</source>
        <translation> (copy {nth})</translation>
    </message>
</context>
<context>
    <name>PromiseEdit</name>
    <message>
        <source>待定</source>
        <translation>Open</translation>
    </message>
</context>
<context>
    <name>ProposalPage</name>
    <message>
        <source>分钟,不影响则不填</source>
        <translation>Minutes; empty if none</translation>
    </message>
    <message>
        <source>加材料</source>
        <translation>Add part</translation>
    </message>
    <message>
        <source>加项目</source>
        <translation>Add labour</translation>
    </message>
    <message>
        <source>发现</source>
        <translation>Finding</translation>
    </message>
    <message>
        <source>发现了什么</source>
        <translation>What was found</translation>
    </message>
    <message>
        <source>增项已提出:{plate}。客户认可后才能派工。</source>
        <translation>Extra work proposed: {plate}. It can be assigned once the customer approves.</translation>
    </message>
    <message>
        <source>工</source>
        <translation>Lab.</translation>
    </message>
    <message>
        <source>工时</source>
        <translation>Hours</translation>
    </message>
    <message>
        <source>工时/数量</source>
        <translation>Hours/qty</translation>
    </message>
    <message>
        <source>您的岗位不能提出增项。</source>
        <translation>Your role may not propose extra work.</translation>
    </message>
    <message>
        <source>推迟交车</source>
        <translation>Delays delivery</translation>
    </message>
    <message>
        <source>提出增项</source>
        <translation>Propose extra work</translation>
    </message>
    <message>
        <source>提出增项 · {plate} {number}</source>
        <translation>Propose extra work · {plate} {number}</translation>
    </message>
    <message>
        <source>数量</source>
        <translation>Quantity</translation>
    </message>
    <message>
        <source>料</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>材料</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>涉及行车安全</source>
        <translation>Concerns road safety</translation>
    </message>
    <message>
        <source>现货 {there}</source>
        <translation>{there} in stock</translation>
    </message>
    <message>
        <source>返回  Esc</source>
        <translation>Back  Esc</translation>
    </message>
    <message>
        <source>还没有项目和材料;也可以只写发现,由前台补充</source>
        <translation>No labour or parts yet; the finding alone is enough, reception completes it</translation>
    </message>
    <message>
        <source>配件名称、编码、拼音</source>
        <translation>Part name, code, pinyin</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Labour</translation>
    </message>
    <message>
        <source>项目 / 材料</source>
        <translation>Labour / part</translation>
    </message>
    <message>
        <source>项目名称、编码、拼音</source>
        <translation>Labour name, code, pinyin</translation>
    </message>
</context>
<context>
    <name>ProposeExtraCard</name>
    <message>
        <source>为什么要做</source>
        <translation>Why it should be done</translation>
    </message>
    <message>
        <source>交车顺延几分钟</source>
        <translation>Delay of delivery in minutes</translation>
    </message>
    <message>
        <source>发现了什么,如前制动片剩余 2.1 mm</source>
        <translation>What was found, such as front pads 2.1 mm left</translation>
    </message>
    <message>
        <source>提出增项</source>
        <translation>Propose extra work</translation>
    </message>
    <message>
        <source>涉及安全(不做须客户写明)</source>
        <translation>Safety (if not done, the customer says why)</translation>
    </message>
</context>
<context>
    <name>QuickLane</name>
    <message>
        <source>姓名、工号、拼音</source>
        <translation>Name, badge, pinyin</translation>
    </message>
    <message>
        <source>快修开工</source>
        <translation>Start quick lane</translation>
    </message>
    <message>
        <source>空着:送修人</source>
        <translation>Empty: the bringer</translation>
    </message>
    <message>
        <source>维修工</source>
        <translation>Technician</translation>
    </message>
    <message>
        <source>认可人</source>
        <translation>Approved by</translation>
    </message>
</context>
<context>
    <name>QuoteExtraCard</name>
    <message>
        <source>交车顺延几分钟</source>
        <translation>Delay of delivery in minutes</translation>
    </message>
    <message>
        <source>增项待报价</source>
        <translation>Extra work to quote</translation>
    </message>
    <message>
        <source>影响交车</source>
        <translation>Delays delivery</translation>
    </message>
    <message>
        <source>报价</source>
        <translation>Quote</translation>
    </message>
</context>
<context>
    <name>RecallingPlate</name>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>车型</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
</context>
<context>
    <name>ReceivingCard</name>
    <message>
        <source>供应商</source>
        <translation>Supplier</translation>
    </message>
    <message>
        <source>入库</source>
        <translation>Goods receipt</translation>
    </message>
    <message>
        <source>加入</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>去掉所选</source>
        <translation>Remove selected</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>已入库,入库单 {number}</source>
        <translation>Received, goods receipt {number}</translation>
    </message>
    <message>
        <source>库存</source>
        <translation>Stock</translation>
    </message>
    <message>
        <source>打印入库单</source>
        <translation>Print goods receipt</translation>
    </message>
    <message>
        <source>数量</source>
        <translation>Quantity</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>还没有入库单。</source>
        <translation>There is no goods receipt yet.</translation>
    </message>
    <message>
        <source>还没有配件。</source>
        <translation>There are no parts yet.</translation>
    </message>
    <message>
        <source>还没有配件。选好配件、数量和进价后按“加入”</source>
        <translation>No parts yet. Choose part, quantity and cost, then &quot;Add&quot;</translation>
    </message>
    <message>
        <source>进价</source>
        <translation>Cost</translation>
    </message>
    <message>
        <source>进价(单件)</source>
        <translation>Cost (each)</translation>
    </message>
    <message>
        <source>配件</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>随货单</source>
        <translation>Delivery note</translation>
    </message>
    <message>
        <source>随货单号</source>
        <translation>Delivery note number</translation>
    </message>
</context>
<context>
    <name>ReceptionDock</name>
    <message>
        <source>继续没填完的接车单 {plate}</source>
        <translation>Resume unfinished reception {plate}</translation>
    </message>
    <message>
        <source>还有一张没填完的接车单,请先接车或清空。</source>
        <translation>A reception is not completed yet; please receive the car or clear it.</translation>
    </message>
</context>
<context>
    <name>RecordCard</name>
    <message>
        <source>保存更正</source>
        <translation>Save correction</translation>
    </message>
    <message>
        <source>公里数</source>
        <translation>Mileage</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>车辆与进厂登记</source>
        <translation>Vehicle and visit record</translation>
    </message>
    <message>
        <source>还原</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>送修人</source>
        <translation>Bringer</translation>
    </message>
    <message>
        <source>送修电话</source>
        <translation>Bringer&apos;s phone</translation>
    </message>
    <message>
        <source>钥匙牌</source>
        <translation>Key tag</translation>
    </message>
    <message>
        <source>随车物品</source>
        <translation>Belongings</translation>
    </message>
</context>
<context>
    <name>RecordTab</name>
    <message>
        <source>事项</source>
        <translation>Task</translation>
    </message>
    <message>
        <source>内容</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>经手人</source>
        <translation>By</translation>
    </message>
    <message>
        <source>还没有记录</source>
        <translation>Nothing recorded yet</translation>
    </message>
</context>
<context>
    <name>RefusedCard</name>
    <message>
        <source>以前没做的项目</source>
        <translation>Work declined before</translation>
    </message>
    <message>
        <source>当时报价</source>
        <translation>Quoted then</translation>
    </message>
    <message>
        <source>恢复并重新报价</source>
        <translation>Revive and quote anew</translation>
    </message>
    <message>
        <source>答复</source>
        <translation>Answered</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Labour</translation>
    </message>
</context>
<context>
    <name>RoundCard</name>
    <message>
        <source>不合格 2</source>
        <translation>Fail 2</translation>
    </message>
    <message>
        <source>不合格时必填</source>
        <translation>Required where failed</translation>
    </message>
    <message>
        <source>不合格时选择</source>
        <translation>Choose where failed</translation>
    </message>
    <message>
        <source>不适用 3</source>
        <translation>N/A 3</translation>
    </message>
    <message>
        <source>其余合格  Ctrl+1</source>
        <translation>Pass the rest  Ctrl+1</translation>
    </message>
    <message>
        <source>各项都已判定。</source>
        <translation>Every item is judged.</translation>
    </message>
    <message>
        <source>合格 1</source>
        <translation>Pass 1</translation>
    </message>
    <message>
        <source>已判 {judged} / {all} 项</source>
        <translation>Judged {judged} / {all}</translation>
    </message>
    <message>
        <source>已判 {judged} / {all} 项,不合格 {failed} 项</source>
        <translation>Judged {judged} / {all}, failed {failed}</translation>
    </message>
    <message>
        <source>检测值</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>检验不合格,已退回返工。</source>
        <translation>Inspection failed; sent back for rework.</translation>
    </message>
    <message>
        <source>检验合格,可以签发合格证。</source>
        <translation>Inspection passed; the certificate can be issued.</translation>
    </message>
    <message>
        <source>检验结论</source>
        <translation>Conclude inspection</translation>
    </message>
    <message>
        <source>竣工检验</source>
        <translation>Final inspection</translation>
    </message>
    <message>
        <source>竣工检验 {plate} · 第 {round} 轮</source>
        <translation>Final inspection {plate} · round {round}</translation>
    </message>
    <message>
        <source>缺陷</source>
        <translation>Defect</translation>
    </message>
    <message>
        <source>路试</source>
        <translation>Road test</translation>
    </message>
    <message>
        <source>路试后公里数</source>
        <translation>km after test</translation>
    </message>
    <message>
        <source>路试情况,可不填</source>
        <translation>Road test notes</translation>
    </message>
    <message>
        <source>返工项目</source>
        <translation>Rework</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>F2  车牌、VIN、电话、姓名拼音、单号</source>
        <translation>F2  Plate, VIN, phone, name</translation>
    </message>
</context>
<context>
    <name>SettlementDock</name>
    <message>
        <source>付费方</source>
        <translation>Payer</translation>
    </message>
    <message>
        <source>单号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>反结算</source>
        <translation>Reverse settlement</translation>
    </message>
    <message>
        <source>大写 {words}</source>
        <translation>In capitals {words}</translation>
    </message>
    <message>
        <source>实收</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>客户已付清 ¥{figures}</source>
        <translation>Customer has paid ¥{figures}</translation>
    </message>
    <message>
        <source>客户应付 ¥{figures}</source>
        <translation>Customer pays ¥{figures}</translation>
    </message>
    <message>
        <source>客户挂账 ¥{figures}</source>
        <translation>Customer on account ¥{figures}</translation>
    </message>
    <message>
        <source>已反结算</source>
        <translation>Settlement reversed</translation>
    </message>
    <message>
        <source>已反结算;已收的 ¥{amount} 已冲销,请退还客户</source>
        <translation>Settlement reversed; ¥{amount} taken was written back, please refund it to the customer</translation>
    </message>
    <message>
        <source>已挂账</source>
        <translation>Put on account</translation>
    </message>
    <message>
        <source>已收款</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>已结算,{count} 张结算单</source>
        <translation>Settled, statements: {count}</translation>
    </message>
    <message>
        <source>待结算与待交车</source>
        <translation>To settle and to deliver</translation>
    </message>
    <message>
        <source>您的岗位不能反结算,请财务或站长来做。</source>
        <translation>Your post may not reverse a settlement; ask finance or the station manager.</translation>
    </message>
    <message>
        <source>您的岗位不能结算。</source>
        <translation>Your post may not settle.</translation>
    </message>
    <message>
        <source>打印结算单</source>
        <translation>Print statement</translation>
    </message>
    <message>
        <source>挂账</source>
        <translation>On account</translation>
    </message>
    <message>
        <source>收款</source>
        <translation>Take payment</translation>
    </message>
    <message>
        <source>收款方式</source>
        <translation>Paid by</translation>
    </message>
    <message>
        <source>施工单</source>
        <translation>Work order</translation>
    </message>
    <message>
        <source>没有待结算的车。检验合格的车会列在这里。</source>
        <translation>No car to settle. Cars that passed inspection are listed here.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>现在是“{stage}”,检验合格后才能结算。</source>
        <translation>Now at &quot;{stage}&quot;: settlement follows when the inspection is passed.</translation>
    </message>
    <message>
        <source>结算</source>
        <translation>Settle</translation>
    </message>
    <message>
        <source>结算单</source>
        <translation>Statements</translation>
    </message>
    <message>
        <source>结算单 {number}:{state}。</source>
        <translation>Statement {number}: {state}.</translation>
    </message>
    <message>
        <source>结算施工单</source>
        <translation>Settle work order</translation>
    </message>
    <message>
        <source>请先在左侧或下面的列表里选择车辆。</source>
        <translation>Choose a car on the left or in the list below.</translation>
    </message>
    <message>
        <source>车已出厂,不能反结算。</source>
        <translation>The car has left; the settlement cannot be reversed.</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>还没有结算单,请先结算。</source>
        <translation>There is no statement yet; please settle first.</translation>
    </message>
    <message>
        <source>还没有结算单。</source>
        <translation>There is no statement yet.</translation>
    </message>
    <message>
        <source>还没有结算单。检验合格后按“结算”开出。</source>
        <translation>No statement yet. &quot;Settlement&quot; makes it when the inspection is passed.</translation>
    </message>
    <message>
        <source>这张施工单已经结算。</source>
        <translation>This work order is settled already.</translation>
    </message>
    <message>
        <source>这张施工单还没有结算。</source>
        <translation>This work order is not settled yet.</translation>
    </message>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>服务站给您的账号</source>
        <translation>The account your station gave you</translation>
    </message>
    <message>
        <source>演示站的账号:{accounts};密码都是 {password}。</source>
        <translation>Accounts of the demonstration: {accounts}; the password is always {password}.</translation>
    </message>
    <message>
        <source>登录</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>账号</source>
        <translation>Account</translation>
    </message>
</context>
<context>
    <name>StaffPage</name>
    <message>
        <source>主工种</source>
        <translation>Main trade</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>工位</source>
        <translation>Bay</translation>
    </message>
    <message>
        <source>工位已登记</source>
        <translation>Bay registered</translation>
    </message>
    <message>
        <source>工时/天</source>
        <translation>Hours/day</translation>
    </message>
    <message>
        <source>工牌</source>
        <translation>Badge</translation>
    </message>
    <message>
        <source>工种与等级</source>
        <translation>Trades and ranks</translation>
    </message>
    <message>
        <source>已离岗,历史记录保留</source>
        <translation>No longer on duty; history is kept</translation>
    </message>
    <message>
        <source>技术等级</source>
        <translation>Rank</translation>
    </message>
    <message>
        <source>新工位</source>
        <translation>New bay</translation>
    </message>
    <message>
        <source>新维修工</source>
        <translation>New technician</translation>
    </message>
    <message>
        <source>每天工时</source>
        <translation>Hours per day</translation>
    </message>
    <message>
        <source>班组</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>登记工位</source>
        <translation>Register bay</translation>
    </message>
    <message>
        <source>登记维修工</source>
        <translation>Register technician</translation>
    </message>
    <message>
        <source>离岗</source>
        <translation>Off duty</translation>
    </message>
    <message>
        <source>维修工</source>
        <translation>Technician</translation>
    </message>
    <message>
        <source>维修工:{name}</source>
        <translation>Technician: {name}</translation>
    </message>
    <message>
        <source>维修工已保存</source>
        <translation>Technician saved</translation>
    </message>
    <message>
        <source>还没有工位。在下面登记。</source>
        <translation>No bays yet. Register them below.</translation>
    </message>
    <message>
        <source>还没有维修工。在下面登记,然后才能派工。</source>
        <translation>No technicians yet. Register them below to assign work.</translation>
    </message>
</context>
<context>
    <name>StationDock</name>
    <message>
        <source>这里没有可以确认的事:请先选一辆车,或把光标放到要办的一栏。</source>
        <translation>Nothing to confirm here: choose a car first, or put the cursor into the section to act on.</translation>
    </message>
</context>
<context>
    <name>StationPage</name>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>信用代码</source>
        <translation>Credit code</translation>
    </message>
    <message>
        <source>修改密码</source>
        <translation>Change password</translation>
    </message>
    <message>
        <source>修改我的密码</source>
        <translation>Change my password</translation>
    </message>
    <message>
        <source>单据抬头</source>
        <translation>Letterhead</translation>
    </message>
    <message>
        <source>原密码</source>
        <translation>Old password</translation>
    </message>
    <message>
        <source>地址</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>密码已修改</source>
        <translation>Password changed</translation>
    </message>
    <message>
        <source>已保存,从下一张单据起生效</source>
        <translation>Saved; valid from the next paper on</translation>
    </message>
    <message>
        <source>新密码</source>
        <translation>New password</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>站名</source>
        <translation>Station name</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>{days} 天没有备份</source>
        <translation>no backup for {days} days</translation>
    </message>
    <message>
        <source>{hours} 小时前备份</source>
        <translation>backed up {hours} h ago</translation>
    </message>
    <message>
        <source>刚备份过</source>
        <translation>just backed up</translation>
    </message>
    <message>
        <source>数据库断开了,正在自动重连</source>
        <translation>Database away, connecting again</translation>
    </message>
    <message>
        <source>数据库没有打开</source>
        <translation>No database is open</translation>
    </message>
    <message>
        <source>数据文件已损坏,请停止使用</source>
        <translation>The station&apos;s file is damaged; please stop using it</translation>
    </message>
    <message>
        <source>服务器数据库 · 只读,不能保存</source>
        <translation>Database server · read-only, nothing can be saved</translation>
    </message>
    <message>
        <source>服务器数据库 · 正常</source>
        <translation>Database server · OK</translation>
    </message>
    <message>
        <source>本机数据库 · 只读,不能保存</source>
        <translation>Database on this PC · read-only, nothing can be saved</translation>
    </message>
    <message>
        <source>本机数据库 · 正常</source>
        <translation>Database on this PC · OK</translation>
    </message>
    <message>
        <source>正在备份 {percent}%</source>
        <translation>backing up {percent}%</translation>
    </message>
    <message>
        <source>正在打开数据库…</source>
        <translation>Opening the database…</translation>
    </message>
    <message>
        <source>草稿 {count}</source>
        <translation>Drafts {count}</translation>
    </message>
    <message>
        <source>草稿存不到磁盘({cause}),可以继续填写,请尽快保存</source>
        <translation>Drafts cannot be kept on the disk ({cause}); you can go on typing, please save soon</translation>
    </message>
    <message>
        <source>还没有备份</source>
        <translation>no backup yet</translation>
    </message>
</context>
<context>
    <name>StockCard</name>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>售价</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>库存</source>
        <translation>Stock</translation>
    </message>
    <message>
        <source>没有这样的配件。新配件在下面登记,到货在“入库”收。</source>
        <translation>No such part. Register new parts below; arrivals come in by &quot;Goods receipt&quot;.</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>编码、名称、拼音首字母</source>
        <translation>Code, name, pinyin initials</translation>
    </message>
    <message>
        <source>货位</source>
        <translation>Bin</translation>
    </message>
</context>
<context>
    <name>TimeChart</name>
    <message>
        <source>调度图</source>
        <translation>Dispatch chart</translation>
    </message>
</context>
<context>
    <name>TodoCard</name>
    <message>
        <source>待办</source>
        <translation>Task</translation>
    </message>
    <message>
        <source>我的待办</source>
        <translation>My tasks</translation>
    </message>
    <message>
        <source>没有等您办的事。Ctrl+N 接车。</source>
        <translation>Nothing waits for you. Ctrl+N receives a car.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>车型 / 事由</source>
        <translation>Model / matter</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>ToolRoomDock</name>
    <message>
        <source>{tool} 没有借出。</source>
        <translation>{tool} is not lent.</translation>
    </message>
    <message>
        <source>下次检定</source>
        <translation>Next calibration</translation>
    </message>
    <message>
        <source>下班前,可填 1700、+90</source>
        <translation>By end of shift; 1700 or +90</translation>
    </message>
    <message>
        <source>不停借不填;修好后清空</source>
        <translation>Empty to lend; clear once mended</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>借出</source>
        <translation>Lend</translation>
    </message>
    <message>
        <source>借出工具</source>
        <translation>Lend a tool</translation>
    </message>
    <message>
        <source>借出状况</source>
        <translation>State when lent</translation>
    </message>
    <message>
        <source>借用人</source>
        <translation>Borrower</translation>
    </message>
    <message>
        <source>借给施工单 {order}</source>
        <translation>For work order {order}</translation>
    </message>
    <message>
        <source>停借</source>
        <translation>Not lent</translation>
    </message>
    <message>
        <source>停借原因</source>
        <translation>Why not lent</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>在库</source>
        <translation>In store</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>存放处</source>
        <translation>Kept at</translation>
    </message>
    <message>
        <source>完好</source>
        <translation>Intact</translation>
    </message>
    <message>
        <source>完好不填;损坏写明,工具停借</source>
        <translation>Empty if intact; damage stops lending</translation>
    </message>
    <message>
        <source>工具</source>
        <translation>Tool</translation>
    </message>
    <message>
        <source>工具台账</source>
        <translation>Tool ledger</translation>
    </message>
    <message>
        <source>工具已保存</source>
        <translation>Tool saved</translation>
    </message>
    <message>
        <source>工具档案:{code} {name}</source>
        <translation>Tool record: {code} {name}</translation>
    </message>
    <message>
        <source>工牌</source>
        <translation>Badge</translation>
    </message>
    <message>
        <source>已借出</source>
        <translation>Lent</translation>
    </message>
    <message>
        <source>已借出,借用单 {number}</source>
        <translation>Lent, loan slip {number}</translation>
    </message>
    <message>
        <source>已归还</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>年-月-日</source>
        <translation>year-month-day</translation>
    </message>
    <message>
        <source>应还</source>
        <translation>Due back</translation>
    </message>
    <message>
        <source>应还 {due}</source>
        <translation>Due {due}</translation>
    </message>
    <message>
        <source>归还</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>打印借用单</source>
        <translation>Print loan slip</translation>
    </message>
    <message>
        <source>损坏</source>
        <translation>Damage</translation>
    </message>
    <message>
        <source>新工具</source>
        <translation>New tool</translation>
    </message>
    <message>
        <source>检定到期</source>
        <translation>Calibration due</translation>
    </message>
    <message>
        <source>没有选择车辆:借出不挂施工单</source>
        <translation>No car chosen: the loan has no work order</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>登记工具</source>
        <translation>Register tool</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>规格</source>
        <translation>Specification</translation>
    </message>
    <message>
        <source>请先在表里选一件借出的工具。</source>
        <translation>Choose a lent tool in the table first.</translation>
    </message>
    <message>
        <source>还没有工具,请在下面登记</source>
        <translation>No tools yet; register them below</translation>
    </message>
    <message>
        <source>逾期未还</source>
        <translation>Overdue</translation>
    </message>
    <message>
        <source>量具,须检定</source>
        <translation>Gauge, needs calibration</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>+ 接车</source>
        <translation>+ Receive</translation>
    </message>
    <message>
        <source>+ 接车  Ctrl+N</source>
        <translation>+ Receive  Ctrl+N</translation>
    </message>
    <message>
        <source>{scale}%  屏幕放不下</source>
        <translation>{scale}%  does not fit this screen</translation>
    </message>
    <message>
        <source>切换用户</source>
        <translation>Switch user</translation>
    </message>
    <message>
        <source>备份与恢复…</source>
        <translation>Backup and restore…</translation>
    </message>
    <message>
        <source>字号</source>
        <translation>Type size</translation>
    </message>
    <message>
        <source>工单 Gongdan</source>
        <translation>Gongdan</translation>
    </message>
    <message>
        <source>帮助  F1</source>
        <translation>Help  F1</translation>
    </message>
    <message>
        <source>恢复默认布局</source>
        <translation>Reset layout</translation>
    </message>
    <message>
        <source>草稿</source>
        <translation>Drafts</translation>
    </message>
    <message>
        <source>语言 Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>车间大字模式  F11</source>
        <translation>Shop-floor mode  F11</translation>
    </message>
    <message>
        <source>退出登录</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>锁定  Ctrl+L</source>
        <translation>Lock  Ctrl+L</translation>
    </message>
</context>
<context>
    <name>Totals</name>
    <message>
        <source>合计 ¥{total}</source>
        <translation>Total ¥{total}</translation>
    </message>
    <message>
        <source>合计 ¥{total} 客户付 ¥{customer}</source>
        <translation>Total ¥{total}, customer pays ¥{customer}</translation>
    </message>
    <message>
        <source>客户应付大写 {capitals}</source>
        <translation>Customer pays, in capitals {capitals}</translation>
    </message>
    <message>
        <source>工时 {labour}   材料 {material}   其他 {other}</source>
        <translation>Labour {labour}   Parts {material}   Other {other}</translation>
    </message>
</context>
<context>
    <name>VehiclesDock</name>
    <message>
        <source>   逾期 {count}</source>
        <translation>   late {count}</translation>
    </message>
    <message>
        <source>在店</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>现在没有在厂车辆。按 Ctrl+N 接车。</source>
        <translation>No cars in the shop now. Press Ctrl+N to receive one.</translation>
    </message>
    <message>
        <source>质量保证期内返修</source>
        <translation>Comeback under guarantee</translation>
    </message>
    <message>
        <source>车型</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>车牌</source>
        <translation>Plate</translation>
    </message>
    <message>
        <source>返修</source>
        <translation>Comeback</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
</context>
<context>
    <name>VerdictTable</name>
    <message>
        <source>检测值 / 缺陷</source>
        <translation>Measured / defect</translation>
    </message>
    <message>
        <source>检验项目</source>
        <translation>Item</translation>
    </message>
    <message>
        <source>结论</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>这一轮没有检验项目</source>
        <translation>This round has no items</translation>
    </message>
</context>
<context>
    <name>VisitFields</name>
    <message>
        <source>油量</source>
        <translation>Fuel</translation>
    </message>
    <message>
        <source>空着:客户本人</source>
        <translation>Empty: the customer</translation>
    </message>
    <message>
        <source>读不出就写原因</source>
        <translation>Unreadable: say why</translation>
    </message>
    <message>
        <source>贵重物品请客户带走</source>
        <translation>Valuables: customer to take them</translation>
    </message>
</context>
<context>
    <name>WayBack</name>
    <message>
        <source>原因(必填)</source>
        <translation>Reason (required)</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>在厂车辆</source>
        <translation>Vehicles in the shop</translation>
    </message>
    <message>
        <source>站务由服务站长和有维护权限的岗位使用;您的岗位没有维护服务站、账号或目录的权限。</source>
        <translation>The office is for the station manager and posts that keep station, accounts or catalogue; yours may not.</translation>
    </message>
</context>
<context>
    <name>_ProposalCard</name>
    <message>
        <source>(还有 {count} 项)</source>
        <translation> (and {count} more)</translation>
    </message>
    <message>
        <source>【安全】</source>
        <translation>[Safety] </translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>--omit:没有“{typed}”这一步。可用:{choices}</source>
        <translation>--omit: there is no step &quot;{typed}&quot;. Available: {choices}</translation>
    </message>
    <message>
        <source>{count} 张图片在 {out}</source>
        <translation>{count} pictures in {out}</translation>
    </message>
    <message>
        <source>{name} 今天的派工将达到 {percent}%。</source>
        <translation>{name} will have {percent}% of today&apos;s shift assigned.</translation>
    </message>
    <message>
        <source>{name} 已不在岗。</source>
        <translation>{name} is no longer on duty.</translation>
    </message>
    <message>
        <source>{name} 正在施工,请先暂停或完工。</source>
        <translation>{name} is working; please pause or finish first.</translation>
    </message>
    <message>
        <source>{name} 没有这个工种。</source>
        <translation>{name} does not have this trade.</translation>
    </message>
    <message>
        <source>{name} 的技术等级低于此项要求。</source>
        <translation>{name} is below the rank this line requires.</translation>
    </message>
    <message>
        <source>{number} 本身就是冲销单。</source>
        <translation>{number} is itself a reversal.</translation>
    </message>
    <message>
        <source>{number} 的质量保证期已过,仍按返修免费处理?</source>
        <translation>The guarantee of {number} has ended; treat it as a free comeback anyway?</translation>
    </message>
    <message>
        <source>{order} 还有 {count} 件工具没有归还。</source>
        <translation>{order}: tools not returned yet: {count}.</translation>
    </message>
    <message>
        <source>{order} 还没有签发合格证。</source>
        <translation>{order} has no completion certificate yet.</translation>
    </message>
    <message>
        <source>{order} 还没有结算,现在是“{stage}”。</source>
        <translation>{order} is not settled; it is at &quot;{stage}&quot;.</translation>
    </message>
    <message>
        <source>{part} 库存不足:现有 {there},要出 {wanted}。</source>
        <translation>{part}: not enough stock, {there} there, {wanted} wanted.</translation>
    </message>
    <message>
        <source>{part} 的单价不得高于限价 {limit} 元。</source>
        <translation>{part}: the unit price must not be above the limit of {limit} CNY.</translation>
    </message>
    <message>
        <source>{path} 不是本程序的数据文件。</source>
        <translation>{path} is not a file of this program.</translation>
    </message>
    <message>
        <source>{path} 是一个文件夹,不能写成文件。</source>
        <translation>{path} is a folder and cannot be written as a file.</translation>
    </message>
    <message>
        <source>{path} 是别的程序的数据文件。</source>
        <translation>{path} belongs to another program.</translation>
    </message>
    <message>
        <source>{place} 的版本是 {revision},本程序的是 {head}。</source>
        <translation>{place} is of version {revision}, this program of {head}.</translation>
    </message>
    <message>
        <source>{place} 里没有可以搬的站。</source>
        <translation>There is no station to move in {place}.</translation>
    </message>
    <message>
        <source>{place} 里还没有站。</source>
        <translation>There is no station in {place} yet.</translation>
    </message>
    <message>
        <source>{plate} 已在厂,请在它的施工单上加开。</source>
        <translation>{plate} is in the shop already; please add a work order to its visit.</translation>
    </message>
    <message>
        <source>{table} 的记录 {key} 指向不存在的 {parent}。</source>
        <translation>{table}: record {key} points to {parent}, which does not exist.</translation>
    </message>
    <message>
        <source>{table}:{rows} 行,一致。{sums}</source>
        <translation>{table}: {rows} rows, the same. {sums}</translation>
    </message>
    <message>
        <source>{table}:来源 {rows} 行,目标 {there} 行,不一致。{sums}</source>
        <translation>{table}: {rows} rows in the source, {there} in the target, not the same. {sums}</translation>
    </message>
    <message>
        <source>{tool} 不能借出:{why}</source>
        <translation>{tool} cannot be lent: {why}</translation>
    </message>
    <message>
        <source>{tool} 已借给 {name}。</source>
        <translation>{tool} is lent to {name}.</translation>
    </message>
    <message>
        <source>{value} 已在另一辆车上:{plate} {model} {vin}({owner});这辆:{mine} {my_model} {my_vin}。</source>
        <translation>{value} is on another car: {plate} {model} {vin} ({owner}); this one: {mine} {my_model} {my_vin}.</translation>
    </message>
    <message>
        <source>{what} 后面不能有“{typed}”。</source>
        <translation>{what} cannot be followed by &quot;{typed}&quot;.</translation>
    </message>
    <message>
        <source>{what} 后面要写一个值。</source>
        <translation>{what} needs a value.</translation>
    </message>
    <message>
        <source>{what}:{said}</source>
        <translation>{what}: {said}</translation>
    </message>
    <message>
        <source>“{entry}”不是分钟数</source>
        <translation>&quot;{entry}&quot; is not a number of minutes</translation>
    </message>
    <message>
        <source>“{entry}”不是数字</source>
        <translation>&quot;{entry}&quot; is not a number</translation>
    </message>
    <message>
        <source>“{entry}”不是日期;可填 2027-3-1、3-1、+180</source>
        <translation>&quot;{entry}&quot; is not a date; write 2027-3-1, 3-1, +180</translation>
    </message>
    <message>
        <source>“{entry}”不是时长;可填 90、1:30、1.5小时</source>
        <translation>&quot;{entry}&quot; is not a duration; write 90, 1:30, 1.5 hours</translation>
    </message>
    <message>
        <source>“{entry}”不是时间;可填 1700、明天 9:30、11-25 16:00</source>
        <translation>&quot;{entry}&quot; is not a time; write 1700, tomorrow 9:30, 11-25 16:00</translation>
    </message>
    <message>
        <source>“{entry}”的小数超过 {decimals} 位,请自行取舍后填写</source>
        <translation>&quot;{entry}&quot; has more than {decimals} decimals; please round it yourself</translation>
    </message>
    <message>
        <source>“{line}”已派给 {name}。</source>
        <translation>&quot;{line}&quot; is assigned to {name} already.</translation>
    </message>
    <message>
        <source>“{name}”不在快修项目表里,请按普通流程接车并估价。</source>
        <translation>&quot;{name}&quot; is no quick-lane work; please receive the car and quote as usual.</translation>
    </message>
    <message>
        <source>“{name}”不是库存配件。</source>
        <translation>&quot;{name}&quot; is not a stocked part.</translation>
    </message>
    <message>
        <source>“{name}”只需要 {need},还可领 {left}。</source>
        <translation>&quot;{name}&quot;: only {need} needed, {left} may still be issued.</translation>
    </message>
    <message>
        <source>“{name}”只领了 {issued}。</source>
        <translation>&quot;{name}&quot;: only {issued} issued.</translation>
    </message>
    <message>
        <source>“{name}”只领了一部分,请先领齐或退料。</source>
        <translation>&quot;{name}&quot; is issued only in part; please issue the rest or return it.</translation>
    </message>
    <message>
        <source>“{name}”已出库 {issued},请先退料。</source>
        <translation>&quot;{name}&quot;: {issued} issued; please return them to stock first.</translation>
    </message>
    <message>
        <source>“{name}”已出库,请先退料。</source>
        <translation>&quot;{name}&quot; is issued; please return it to stock first.</translation>
    </message>
    <message>
        <source>“{name}”已完工。</source>
        <translation>&quot;{name}&quot; is finished.</translation>
    </message>
    <message>
        <source>“{name}”已派工,请先撤回派工。</source>
        <translation>&quot;{name}&quot; is assigned; please withdraw the assignment first.</translation>
    </message>
    <message>
        <source>“{name}”正在施工,请先暂停。</source>
        <translation>&quot;{name}&quot; is being worked on; please pause it first.</translation>
    </message>
    <message>
        <source>“{name}”没有在施工。</source>
        <translation>&quot;{name}&quot; is not being worked on.</translation>
    </message>
    <message>
        <source>“{name}”没有在计时。</source>
        <translation>The clock of &quot;{name}&quot; is not running.</translation>
    </message>
    <message>
        <source>“{name}”没有完工。</source>
        <translation>&quot;{name}&quot; was not finished.</translation>
    </message>
    <message>
        <source>“{name}”没有派给这位维修工。</source>
        <translation>&quot;{name}&quot; is not assigned to this technician.</translation>
    </message>
    <message>
        <source>“{name}”没有自检记录。</source>
        <translation>&quot;{name}&quot; has no self-check.</translation>
    </message>
    <message>
        <source>“{name}”的索赔部分锁定由厂家承担,不能改由他人付费;写错时请撤掉这一行,另加一行。</source>
        <translation>The warranty share of &quot;{name}&quot; is the maker&apos;s and no other payer can bear it; if it is wrong, withdraw the line and add another.</translation>
    </message>
    <message>
        <source>“{name}”还没有出库,不能结算。</source>
        <translation>&quot;{name}&quot; is not issued yet and cannot be settled.</translation>
    </message>
    <message>
        <source>“{name}”还没有出库。</source>
        <translation>&quot;{name}&quot; is not issued yet.</translation>
    </message>
    <message>
        <source>“{name}”还没有完工。</source>
        <translation>&quot;{name}&quot; is not finished yet.</translation>
    </message>
    <message>
        <source>“{name}”还没有得到客户认可,不能出库。</source>
        <translation>&quot;{name}&quot; is not approved by the customer and cannot be issued.</translation>
    </message>
    <message>
        <source>“{name}”还没有得到客户认可,不能派工。</source>
        <translation>&quot;{name}&quot; is not approved by the customer and cannot be assigned.</translation>
    </message>
    <message>
        <source>“{name}”还没有派工,或已经完工。</source>
        <translation>&quot;{name}&quot; is not assigned, or is finished.</translation>
    </message>
    <message>
        <source>“{name}”须先由质检员认可施工方法。</source>
        <translation>For &quot;{name}&quot; the inspector must approve the method first.</translation>
    </message>
    <message>
        <source>“{typed}”不行,要写 {least} 到 {most} 之间的年数。</source>
        <translation>&quot;{typed}&quot; will not do: write years from {least} to {most}.</translation>
    </message>
    <message>
        <source>“{typed}”不行,要写一个整数。</source>
        <translation>&quot;{typed}&quot; will not do: write a whole number.</translation>
    </message>
    <message>
        <source>一张施工单最多 {limit} 行。</source>
        <translation>A work order has at most {limit} lines.</translation>
    </message>
    <message>
        <source>不合格要写明缺陷。</source>
        <translation>A failed item needs its defect.</translation>
    </message>
    <message>
        <source>不能使用文件夹 {path}:{cause}</source>
        <translation>Folder {path} cannot be used: {cause}</translation>
    </message>
    <message>
        <source>不能写到 {path}:{cause}</source>
        <translation>Cannot write to {path}: {cause}</translation>
    </message>
    <message>
        <source>不能写文件 {path}:{cause}</source>
        <translation>File {path} cannot be written: {cause}</translation>
    </message>
    <message>
        <source>不能备份到 {folder}:{cause}</source>
        <translation>No backup could be made in {folder}: {cause}</translation>
    </message>
    <message>
        <source>不能恢复:{place}:{cause}</source>
        <translation>Not restored: {place}: {cause}</translation>
    </message>
    <message>
        <source>不认识“{what}”。</source>
        <translation>&quot;{what}&quot; is not known.</translation>
    </message>
    <message>
        <source>业务类型是返修,还没有指明原施工单。</source>
        <translation>The business type is comeback, but the earlier work order is not named.</translation>
    </message>
    <message>
        <source>两边不一致,目标不能使用。请清空目标再搬一次,并联系开发者。</source>
        <translation>The two differ, the target cannot be used. Empty it, move once more and tell the developers.</translation>
    </message>
    <message>
        <source>交车还不到 {days} 天,回访还没有到期。</source>
        <translation>Delivery was less than {days} days ago; the follow-up is not due yet.</translation>
    </message>
    <message>
        <source>入库单 {number} 的配件已经领用或冲销,不能整单冲销。</source>
        <translation>Parts of goods receipt {number} were issued or reversed; it cannot be reversed as a whole.</translation>
    </message>
    <message>
        <source>入库单里还没有配件。</source>
        <translation>The goods receipt has no parts yet.</translation>
    </message>
    <message>
        <source>公里数 {now} 低于上次的 {last}:换过仪表,还是输错了?</source>
        <translation>Mileage {now} is below the last one, {last}: a new meter, or mistyped?</translation>
    </message>
    <message>
        <source>公里数超出范围。</source>
        <translation>The mileage is out of range.</translation>
    </message>
    <message>
        <source>内容还在,可以继续填写;连上后再保存一次。</source>
        <translation>What you typed is still here and you can go on typing; save again when it is back.</translation>
    </message>
    <message>
        <source>内容还在,请再试一次。</source>
        <translation>What you typed is still here, try again.</translation>
    </message>
    <message>
        <source>写法见 {prog} --help。</source>
        <translation>See {prog} --help.</translation>
    </message>
    <message>
        <source>出厂公里数 {out} 低于进厂的 {into}:换过仪表,还是输错了?</source>
        <translation>Mileage out {out} is below mileage in {into}: a new meter, or mistyped?</translation>
    </message>
    <message>
        <source>分摊比例 {percent}% 最多一位小数。</source>
        <translation>The share {percent}% may have one decimal.</translation>
    </message>
    <message>
        <source>分摊比例之和不得超过 100%。</source>
        <translation>The shares must not exceed 100% in all.</translation>
    </message>
    <message>
        <source>分摊比例之和必须是 100%</source>
        <translation>The shares must make 100%</translation>
    </message>
    <message>
        <source>分摊的付费方不能重复。</source>
        <translation>A payer can have only one share.</translation>
    </message>
    <message>
        <source>升级前不能复制数据文件到 {copy}:{cause}</source>
        <translation>The station&apos;s file cannot be copied to {copy} before the upgrade: {cause}</translation>
    </message>
    <message>
        <source>升级数据库时 {table} 的记录 {key} 失去了所指的 {parent},没有升级。</source>
        <translation>While upgrading, {table} record {key} lost its {parent}; nothing was upgraded.</translation>
    </message>
    <message>
        <source>单据文件不能保存到 {path}:{cause}</source>
        <translation>The paper cannot be saved to {path}: {cause}</translation>
    </message>
    <message>
        <source>原密码不对。</source>
        <translation>The old password is wrong.</translation>
    </message>
    <message>
        <source>原施工单不是这辆车以前的施工单。</source>
        <translation>That is no earlier work order of this car.</translation>
    </message>
    <message>
        <source>原施工单还没有交车。</source>
        <translation>The earlier work order is not delivered yet.</translation>
    </message>
    <message>
        <source>原来的数据留在旁边:{kept}</source>
        <translation>The data that were there are kept beside: {kept}</translation>
    </message>
    <message>
        <source>另一台电脑正在备份这个站。</source>
        <translation>Another PC is backing this station up just now.</translation>
    </message>
    <message>
        <source>合格证 {number} 已作废,却没有登记。</source>
        <translation>Certificate {number} is void but not registered so.</translation>
    </message>
    <message>
        <source>合格证 {number} 已经作废。</source>
        <translation>Certificate {number} is void already.</translation>
    </message>
    <message>
        <source>合格证 {number} 已经签发。</source>
        <translation>Certificate {number} is issued already.</translation>
    </message>
    <message>
        <source>合格证 {number} 登记为作废,却仍然有效。</source>
        <translation>Certificate {number} is registered as void but still valid.</translation>
    </message>
    <message>
        <source>同类不符超过 {limit} 处,其余未列出。</source>
        <translation>More than {limit} differences of this kind; the rest is not listed.</translation>
    </message>
    <message>
        <source>售价不能为负,也不得高于限价。</source>
        <translation>The price must not be negative or above the price limit.</translation>
    </message>
    <message>
        <source>增项还没有报价,请先报价。</source>
        <translation>The extra work is not quoted yet; please quote it first.</translation>
    </message>
    <message>
        <source>增项里还没有项目或材料。</source>
        <translation>The extra work has no labour or parts yet.</translation>
    </message>
    <message>
        <source>增项限额应在 0 到 {limit} 元之间。</source>
        <translation>The extra-work limit must be from 0 to {limit} CNY.</translation>
    </message>
    <message>
        <source>备份 {path} 已损坏:{cause}</source>
        <translation>The backup {path} is damaged: {cause}</translation>
    </message>
    <message>
        <source>备份:施工单 {orders} 张,审计 {audits} 条,最后一条在 {at}。</source>
        <translation>Backup: {orders} orders, {audits} audit rows, the last of {at}.</translation>
    </message>
    <message>
        <source>备份之后又做了 {count} 笔操作,替换后这些不在了。</source>
        <translation>{count} things were done after the backup; they will be gone when it replaces the data.</translation>
    </message>
    <message>
        <source>备份已恢复到旁边并核对:{count} 处不符。</source>
        <translation>The backup was restored beside and checked: {count} differences.</translation>
    </message>
    <message>
        <source>备份里没有的施工单:{orders}</source>
        <translation>Orders that the backup does not have: {orders}</translation>
    </message>
    <message>
        <source>审计记录 {id}({at},{service})被改动过,或它前面的记录不见了。</source>
        <translation>Audit row {id} ({at}, {service}) was tampered with, or the rows before it are gone.</translation>
    </message>
    <message>
        <source>审计链末尾一致:第 {last} 条,{hash}</source>
        <translation>The audit chains end alike: row {last}, {hash}</translation>
    </message>
    <message>
        <source>审计链末尾不一致:来源第 {last} 条,目标第 {there} 条。</source>
        <translation>The audit chains end differently: row {last} in the source, {there} in the target.</translation>
    </message>
    <message>
        <source>审计链的末尾应是记录 {last},链尾登记为 {kept}。</source>
        <translation>The audit chain should end with row {last}, its head says {kept}.</translation>
    </message>
    <message>
        <source>客户已委托,不能直接改项目;请走增项,由客户认可。</source>
        <translation>The customer has authorised the order: lines cannot be changed. Propose extra work for approval.</translation>
    </message>
    <message>
        <source>客户已委托,返修要在委托以前认定;请先撤回委托。</source>
        <translation>A comeback is decided before authorisation; please withdraw the authorisation first.</translation>
    </message>
    <message>
        <source>密码至少 {least} 位。</source>
        <translation>A password needs at least {least} characters.</translation>
    </message>
    <message>
        <source>密码错得太多,账号已锁定,请 {minutes} 分钟后再试。</source>
        <translation>Too many wrong passwords: the account is locked. Please try again in {minutes} min.</translation>
    </message>
    <message>
        <source>对交车时间的影响超出范围。</source>
        <translation>The delay of delivery is out of range.</translation>
    </message>
    <message>
        <source>工位 {name} 已经有了。</source>
        <translation>Bay {name} exists already.</translation>
    </message>
    <message>
        <source>工具借用单 {number} 还没有归还。</source>
        <translation>Tool loan {number} is not returned yet.</translation>
    </message>
    <message>
        <source>工具编号 {code} 已经有了。</source>
        <translation>Tool number {code} exists already.</translation>
    </message>
    <message>
        <source>工时、价格或技术等级超出范围。</source>
        <translation>Hours, price or rank are out of range.</translation>
    </message>
    <message>
        <source>工时单价只能从今天起生效。</source>
        <translation>An hourly rate can only begin today.</translation>
    </message>
    <message>
        <source>工时单价表里没有适用的单价。</source>
        <translation>No hourly rate applies.</translation>
    </message>
    <message>
        <source>工时单价超出范围。</source>
        <translation>The hourly rate is out of range.</translation>
    </message>
    <message>
        <source>工牌号 {badge} 已经有人了。</source>
        <translation>Badge {badge} belongs to somebody already.</translation>
    </message>
    <message>
        <source>已中断。</source>
        <translation>Interrupted.</translation>
    </message>
    <message>
        <source>已备份到 {path},但核对有 {count} 处不符,不算好备份。</source>
        <translation>Backed up to {path}, but its check found {count} differences: it is no good backup.</translation>
    </message>
    <message>
        <source>已备份并核对无误:{path}</source>
        <translation>Backed up and checked: {path}</translation>
    </message>
    <message>
        <source>已恢复。</source>
        <translation>Restored.</translation>
    </message>
    <message>
        <source>已恢复。原来的数据留在旁边:{kept}</source>
        <translation>Restored. The data that were there are kept beside: {kept}</translation>
    </message>
    <message>
        <source>已打印到 {path}</source>
        <translation>Printed into {path}</translation>
    </message>
    <message>
        <source>已搬完,但比较结果不能写到 {path}:{cause}</source>
        <translation>Moved, but the comparison cannot be written to {path}: {cause}</translation>
    </message>
    <message>
        <source>已搬完。以后用 --database 指向目标打开;来源没有改动。</source>
        <translation>Moved. From now on open the target with --database; the source was not changed.</translation>
    </message>
    <message>
        <source>已生成。账号 {login},密码 {password};用同样的 --data 或 --database 打开窗口。</source>
        <translation>Made. Account {login}, password {password}; open the window with the same --data or --database.</translation>
    </message>
    <message>
        <source>已经有人在往这个数据库里搬。</source>
        <translation>Somebody is moving a station into this database already.</translation>
    </message>
    <message>
        <source>已重新连上;断线时的那次操作没有保存。</source>
        <translation>Connected again; what you did while the connection broke was not saved.</translation>
    </message>
    <message>
        <source>应收 {due} 元,录入的是 {typed} 元。</source>
        <translation>Due are {due} CNY, entered were {typed} CNY.</translation>
    </message>
    <message>
        <source>应还时间要在现在以后。</source>
        <translation>The time due back must be later than now.</translation>
    </message>
    <message>
        <source>快修至少要有一个维修项目。</source>
        <translation>The quick lane needs at least one labour line.</translation>
    </message>
    <message>
        <source>您的岗位不能做这件事。</source>
        <translation>Your post does not allow this.</translation>
    </message>
    <message>
        <source>所选材料不在这张施工单上。</source>
        <translation>The chosen part is not on this work order.</translation>
    </message>
    <message>
        <source>所选的行不在这项增项里,请刷新。</source>
        <translation>The chosen line is not in this extra work; please reload.</translation>
    </message>
    <message>
        <source>所选项目不在这张施工单上。</source>
        <translation>The chosen line is not on this work order.</translation>
    </message>
    <message>
        <source>打不开数据文件 {path}:{cause}</source>
        <translation>The station&apos;s file {path} cannot be opened: {cause}</translation>
    </message>
    <message>
        <source>打不开数据文件 {path}。</source>
        <translation>The station&apos;s file {path} cannot be opened.</translation>
    </message>
    <message>
        <source>搬到表 {table} 时写不进目标:{cause}</source>
        <translation>The target cannot be written at table {table}: {cause}</translation>
    </message>
    <message>
        <source>搬运期间来源里又有了新记录,目标里没有它们。</source>
        <translation>Records were added to the source meanwhile; the target does not have them.</translation>
    </message>
    <message>
        <source>数值不能为负数</source>
        <translation>The number must not be negative</translation>
    </message>
    <message>
        <source>数值必须大于零</source>
        <translation>The number must be above zero</translation>
    </message>
    <message>
        <source>数值过大,上限为 {limit}</source>
        <translation>Too large: the limit is {limit}</translation>
    </message>
    <message>
        <source>数据库 {database}({server})不许用户 {user} 建表或读写。</source>
        <translation>Database {database} ({server}) does not let user {user} create tables, read or write.</translation>
    </message>
    <message>
        <source>数据库 {database}({server})是只读的。</source>
        <translation>Database {database} ({server}) is read-only.</translation>
    </message>
    <message>
        <source>数据库 {database}({server})现在不接受连接。</source>
        <translation>Database {database} ({server}) takes no connections now.</translation>
    </message>
    <message>
        <source>数据库地址里的选项不对:{cause}</source>
        <translation>An option in the database address is wrong: {cause}</translation>
    </message>
    <message>
        <source>数据库服务器 {server} 上没有数据库 {database}。</source>
        <translation>Database server {server} has no database {database}.</translation>
    </message>
    <message>
        <source>数据库服务器 {server} 不接受用户 {user}:用户名或密码不对,或不许从本机连接。</source>
        <translation>Database server {server} refuses user {user}: wrong name or password, or this PC may not connect.</translation>
    </message>
    <message>
        <source>数据库服务器 {server} 正在启动或停止。</source>
        <translation>Database server {server} is starting or stopping.</translation>
    </message>
    <message>
        <source>数据库服务器 {server} 的磁盘满了。</source>
        <translation>The disk of database server {server} is full.</translation>
    </message>
    <message>
        <source>数据库服务器 {server} 的连接数用完了。</source>
        <translation>Database server {server} has no connections left.</translation>
    </message>
    <message>
        <source>数据库的版本({revision})比本程序新。</source>
        <translation>The database ({revision}) is newer than this program.</translation>
    </message>
    <message>
        <source>数据库里没有登记版本,可能已损坏。</source>
        <translation>The database does not say its version; it may be damaged.</translation>
    </message>
    <message>
        <source>数据文件 {path} 不见了,或被换成了别的文件;没有保存。</source>
        <translation>The data file {path} is gone or was exchanged for another; nothing was saved.</translation>
    </message>
    <message>
        <source>数据文件 {path} 已损坏:{cause}</source>
        <translation>The station&apos;s file {path} is damaged: {cause}</translation>
    </message>
    <message>
        <source>数据文件 {path} 正被别的程序独占。</source>
        <translation>Another program holds the station&apos;s file {path}.</translation>
    </message>
    <message>
        <source>数据文件 {path} 读写失败:磁盘已满或有故障。</source>
        <translation>The station&apos;s file {path} cannot be read or written: the disk is full or faulty.</translation>
    </message>
    <message>
        <source>数据文件 {path} 还有窗口或程序在用,没有恢复。</source>
        <translation>A window or a program still uses the data file {path}; nothing was restored.</translation>
    </message>
    <message>
        <source>数据文件是只读的,没有保存。</source>
        <translation>The station&apos;s file is read-only; nothing was saved.</translation>
    </message>
    <message>
        <source>数据文件有损坏:{said}</source>
        <translation>The station&apos;s file is damaged: {said}</translation>
    </message>
    <message>
        <source>数据文件正被别的程序占用,没有保存。</source>
        <translation>Another program holds the station&apos;s file; nothing was saved.</translation>
    </message>
    <message>
        <source>数据没有改动,请继续用原来的程序并联系开发者。</source>
        <translation>No records were changed; please keep using the old program and call its developers.</translation>
    </message>
    <message>
        <source>数量应大于 0 且不超过 {limit}。</source>
        <translation>The quantity must be above 0 and at most {limit}.</translation>
    </message>
    <message>
        <source>数量或工时超出范围。</source>
        <translation>Quantity or hours are out of range.</translation>
    </message>
    <message>
        <source>文字中含有无法保存的字符,请重新输入</source>
        <translation>The text has characters that cannot be kept; please type it again</translation>
    </message>
    <message>
        <source>文字共 {length} 个字,最多 {limit} 个字</source>
        <translation>The text has {length} characters; {limit} are allowed</translation>
    </message>
    <message>
        <source>施工单 {order} 在“{stage}”阶段却没有结算单。</source>
        <translation>Work order {order} is at &quot;{stage}&quot; but has no statement.</translation>
    </message>
    <message>
        <source>施工单 {order} 的{figure}记为 {kept},项目合计 {due}。</source>
        <translation>Work order {order}: {figure} is kept as {kept}, its lines make {due}.</translation>
    </message>
    <message>
        <source>施工单 {order} 的材料“{name}”记为已领 {issued},流水合计 {moved}。</source>
        <translation>Work order {order}: part &quot;{name}&quot; shows {issued} issued, its stock moves make {moved}.</translation>
    </message>
    <message>
        <source>施工单 {order}:{payer} 应结 {due},结算单 {number} 记为 {kept}。</source>
        <translation>Work order {order}: {payer} owes {due}, statement {number} shows {kept}.</translation>
    </message>
    <message>
        <source>施工单已结束,不能修改。</source>
        <translation>The work order is closed and cannot be changed.</translation>
    </message>
    <message>
        <source>施工单已结束,不能再借工具。</source>
        <translation>The work order is closed; no more tools can be lent on it.</translation>
    </message>
    <message>
        <source>施工单现在是“{stage}”,不能{action}。</source>
        <translation>The work order is at &quot;{stage}&quot;: &quot;{action}&quot; is not possible.</translation>
    </message>
    <message>
        <source>日期请写成 2027-03-01。</source>
        <translation>Please write the date as 2027-03-01.</translation>
    </message>
    <message>
        <source>旧件还没有给客户看过。</source>
        <translation>The old parts are not shown to the customer yet.</translation>
    </message>
    <message>
        <source>暂时收不到别的电脑的变更:{cause}</source>
        <translation>Changes from other PCs do not arrive for now: {cause}</translation>
    </message>
    <message>
        <source>最低库存超出范围。</source>
        <translation>The lowest stock is out of range.</translation>
    </message>
    <message>
        <source>服务器断开了,还没有保存。</source>
        <translation>The server is away; nothing was saved yet.</translation>
    </message>
    <message>
        <source>未填写车架号</source>
        <translation>The VIN is missing</translation>
    </message>
    <message>
        <source>未填写车牌号码</source>
        <translation>The plate is missing</translation>
    </message>
    <message>
        <source>本机设置不能保存到 {path}:{cause}</source>
        <translation>This PC&apos;s settings cannot be saved to {path}: {cause}</translation>
    </message>
    <message>
        <source>来源和目标是同一个数据库。</source>
        <translation>Source and target are the same database.</translation>
    </message>
    <message>
        <source>核对“{part}”时有记录读不出来:{cause}</source>
        <translation>Checking &quot;{part}&quot;, a record could not be read: {cause}</translation>
    </message>
    <message>
        <source>核对完毕:{count} 处不符。</source>
        <translation>Checked. Differences: {count}.</translation>
    </message>
    <message>
        <source>检索索引({kind})的记录 {ref} 已过时;请运行 check --repair 重建。</source>
        <translation>Search index ({kind}): record {ref} is out of date; please run check --repair to rebuild it.</translation>
    </message>
    <message>
        <source>检索索引({kind})缺 {missing} 条,多 {idle} 条;请运行 check --repair 重建。</source>
        <translation>Search index ({kind}): missing {missing}, idle {idle}; please run check --repair to rebuild it.</translation>
    </message>
    <message>
        <source>正在施工,请先暂停。</source>
        <translation>Work is going on; please pause it first.</translation>
    </message>
    <message>
        <source>每天的工时应在 1 分钟到 24 小时之间。</source>
        <translation>The daily hours must be from 1 minute to 24 hours.</translation>
    </message>
    <message>
        <source>比较结果已存为 {path}</source>
        <translation>The comparison was kept in {path}</translation>
    </message>
    <message>
        <source>没有“{typed}”。可用:{choices}</source>
        <translation>There is no &quot;{typed}&quot;. Available: {choices}</translation>
    </message>
    <message>
        <source>没有入库单 {number}。</source>
        <translation>There is no goods receipt {number}.</translation>
    </message>
    <message>
        <source>没有合格的竣工检验,不能签发合格证。</source>
        <translation>Without a passed final inspection no certificate can be issued.</translation>
    </message>
    <message>
        <source>没有合格证 {number}。</source>
        <translation>There is no certificate {number}.</translation>
    </message>
    <message>
        <source>没有填写进厂公里数。</source>
        <translation>The mileage at arrival is missing.</translation>
    </message>
    <message>
        <source>没有恢复,数据没有改动。</source>
        <translation>Nothing was restored, nothing was changed.</translation>
    </message>
    <message>
        <source>没有显示器,不能打开窗口。</source>
        <translation>There is no display; the window cannot be opened.</translation>
    </message>
    <message>
        <source>没有权限打开数据文件 {path} 或在它的文件夹里写。</source>
        <translation>No permission to open the station&apos;s file {path} or to write in its folder.</translation>
    </message>
    <message>
        <source>没有约定预计交车时间。</source>
        <translation>No promised time is agreed.</translation>
    </message>
    <message>
        <source>没有编号为 {number} 的{title}。</source>
        <translation>There is no {title} with number {number}.</translation>
    </message>
    <message>
        <source>没有见效:{what}</source>
        <translation>Without effect: {what}</translation>
    </message>
    <message>
        <source>没有这种单据:{form}。可用:{forms}</source>
        <translation>There is no paper {form}. Available: {forms}</translation>
    </message>
    <message>
        <source>没有这项设置,或它的值不对。</source>
        <translation>There is no such setting, or its value is wrong.</translation>
    </message>
    <message>
        <source>油量应在 0 到 8 格之间。</source>
        <translation>Fuel must be from 0 to 8 bars.</translation>
    </message>
    <message>
        <source>注意:备份是另一个站的。</source>
        <translation>Note: the backup is of another station.</translation>
    </message>
    <message>
        <source>演示没有走完。</source>
        <translation>The walkthrough did not reach its end.</translation>
    </message>
    <message>
        <source>演示走完:{out}</source>
        <translation>Walkthrough done: {out}</translation>
    </message>
    <message>
        <source>现在:施工单 {orders} 张,审计 {audits} 条,最后一条在 {at}。</source>
        <translation>Now: {orders} orders, {audits} audit rows, the last of {at}.</translation>
    </message>
    <message>
        <source>现在没有数据,不会丢失什么。</source>
        <translation>There are no data now; nothing can be lost.</translation>
    </message>
    <message>
        <source>现在的数据不比备份新。</source>
        <translation>The data are no newer than the backup.</translation>
    </message>
    <message>
        <source>现在的数据读不出来,不能说出哪些比备份新。</source>
        <translation>The data cannot be read, so what is newer in them cannot be told.</translation>
    </message>
    <message>
        <source>电话号码 {phone} 与常见格式不符,请核对</source>
        <translation>Phone number {phone} has an unusual form; please compare</translation>
    </message>
    <message>
        <source>电话号码 {phone} 缺少区号或位数不够,请核对</source>
        <translation>Phone number {phone} lacks its area code or digits; please compare</translation>
    </message>
    <message>
        <source>目标数据库不是空的({names}),没有搬。</source>
        <translation>The target database is not empty ({names}); nothing was moved.</translation>
    </message>
    <message>
        <source>目标核对(台账=结存、费用、编号、审计链、引用、检索):{count} 处不符。</source>
        <translation>The target was checked (ledger = balances, charges, numbers, audit chain, references, search): {count} differences.</translation>
    </message>
    <message>
        <source>看不懂数据库地址 {address}。</source>
        <translation>The database address {address} is not understood.</translation>
    </message>
    <message>
        <source>磁盘已满,打不开数据文件 {path}。</source>
        <translation>The disk is full; the station&apos;s file {path} cannot be opened.</translation>
    </message>
    <message>
        <source>磁盘已满或无法写入,没有保存。</source>
        <translation>The disk is full or cannot be written; nothing was saved.</translation>
    </message>
    <message>
        <source>结算单 {number} 不在未收款状态。</source>
        <translation>Statement {number} is not awaiting payment.</translation>
    </message>
    <message>
        <source>结算单 {number} 合计记为 {kept},各项相加 {due}。</source>
        <translation>Statement {number} shows a total of {kept}, its lines make {due}.</translation>
    </message>
    <message>
        <source>结算单 {number} 应已收 {due},收款合计 {paid}。</source>
        <translation>Statement {number} should be paid {due}, payments make {paid}.</translation>
    </message>
    <message>
        <source>结算单 {number} 还没有收款或挂账。</source>
        <translation>Statement {number} is neither paid nor on account.</translation>
    </message>
    <message>
        <source>统一社会信用代码只含数字和除 I、O、S、V、Z 以外的字母,第 3 至 8 位为数字</source>
        <translation>A credit code has only digits and letters other than I, O, S, V, Z; characters 3 to 8 are digits</translation>
    </message>
    <message>
        <source>统一社会信用代码应为 18 位,现为 {length} 位</source>
        <translation>A credit code has 18 characters, this one has {length}</translation>
    </message>
    <message>
        <source>统一社会信用代码最多 {limit} 个字符,且不能含有不可见字符</source>
        <translation>A credit code has at most {limit} characters, none invisible</translation>
    </message>
    <message>
        <source>统一社会信用代码的校验码应为 {expected},现为 {found},请核对</source>
        <translation>The check character of the credit code should be {expected}, not {found}; please compare</translation>
    </message>
    <message>
        <source>维修工作单(估价)还没有打印给客户。</source>
        <translation>The work order (estimate) is not printed for the customer yet.</translation>
    </message>
    <message>
        <source>编号 {head} 的 {beyond} 超出计数 {last:04d}。</source>
        <translation>Numbers {head}: {beyond} is beyond the counter {last:04d}.</translation>
    </message>
    <message>
        <source>编号 {head} 的 {twice} 用了不止一次。</source>
        <translation>Numbers {head}: {twice} used more than once.</translation>
    </message>
    <message>
        <source>编号 {head} 缺 {missing},已用到 {last:04d},也没有作废登记。</source>
        <translation>Numbers {head}: {missing} missing, used up to {last:04d}, and not registered as void.</translation>
    </message>
    <message>
        <source>编号 {number} 不合规则。</source>
        <translation>Number {number} is not well formed.</translation>
    </message>
    <message>
        <source>自己做过的车不能由自己检验,请换一位质检员。</source>
        <translation>Nobody inspects a car they worked on; please let another inspector do it.</translation>
    </message>
    <message>
        <source>至少要有一位服务站长的账号。</source>
        <translation>There must be at least one station manager&apos;s account.</translation>
    </message>
    <message>
        <source>至少要有一行维修项目、材料或其他费用。</source>
        <translation>At least one line of labour, parts or other charges is needed.</translation>
    </message>
    <message>
        <source>要用备份替换现在的数据,请输入 yes:</source>
        <translation>To replace the data with the backup type yes:</translation>
    </message>
    <message>
        <source>计划时长超出范围。</source>
        <translation>The planned duration is out of range.</translation>
    </message>
    <message>
        <source>计划时间超出范围。</source>
        <translation>The planned time is out of range.</translation>
    </message>
    <message>
        <source>认可时间不能在将来。</source>
        <translation>The approval cannot be in the future.</translation>
    </message>
    <message>
        <source>请从列表中选择</source>
        <translation>Please choose from the list</translation>
    </message>
    <message>
        <source>请停止使用,先复制一份,再从最近的备份恢复。</source>
        <translation>Please stop using it, make a copy first, then restore the latest backup.</translation>
    </message>
    <message>
        <source>请停止使用:先把文件夹 {folder} 整个复制一份,再用最近的备份换掉 {name},然后再试一次。</source>
        <translation>Please stop using it: copy the whole folder {folder} first, replace {name} by the latest backup, then try again.</translation>
    </message>
    <message>
        <source>请先作废合格证 {number}。</source>
        <translation>Please void certificate {number} first.</translation>
    </message>
    <message>
        <source>请先升级本机的程序;数据没有改动。</source>
        <translation>Please update the program on this PC first; no records were changed.</translation>
    </message>
    <message>
        <source>请先用本程序打开它一次来升级,或先升级程序;数据没有改动。</source>
        <translation>Open it once with this program to bring it up to date, or update the program first; nothing was changed.</translation>
    </message>
    <message>
        <source>请先选择一张未收款的结算单。</source>
        <translation>Please choose an unpaid statement first.</translation>
    </message>
    <message>
        <source>请先选择原施工单。</source>
        <translation>Please choose the earlier work order first.</translation>
    </message>
    <message>
        <source>请先选择配件和数量。</source>
        <translation>Please choose a part and its quantity first.</translation>
    </message>
    <message>
        <source>请关闭不用的程序,或请管理员放宽限制,然后再试一次。</source>
        <translation>Please close programs you do not need, or ask the administrator for a higher limit, then try again.</translation>
    </message>
    <message>
        <source>请关闭所有打开它的程序,然后再恢复;数据没有改动。</source>
        <translation>Close every program that has it open, then restore again; nothing was changed.</translation>
    </message>
    <message>
        <source>请关闭所有电脑上的本程序,然后再恢复;数据没有改动。</source>
        <translation>Close this program on every PC, then restore again; nothing was changed.</translation>
    </message>
    <message>
        <source>请关闭正在复制、备份或修改它的程序,然后再试一次。</source>
        <translation>Please close the program that copies, backs up or changes it, then try again.</translation>
    </message>
    <message>
        <source>请写成 sqlite:///文件夹/station.db 或 postgresql://用户:密码@服务器:5432/数据库。</source>
        <translation>Please write sqlite:///folder/station.db or postgresql://user:password@server:5432/database.</translation>
    </message>
    <message>
        <source>请写明原因。</source>
        <translation>Please state the reason.</translation>
    </message>
    <message>
        <source>请写明发现了什么。</source>
        <translation>Please write what was found.</translation>
    </message>
    <message>
        <source>请在 --out 里写上文件名。</source>
        <translation>Please name a file with --out.</translation>
    </message>
    <message>
        <source>请在有显示器的电脑上打开,或用 walkthrough 看一遍演示。</source>
        <translation>Open it on a PC with a display, or see the walkthrough command.</translation>
    </message>
    <message>
        <source>请在表里选择借出的工具。</source>
        <translation>Please choose a lent tool in the table.</translation>
    </message>
    <message>
        <source>请填写客户名称。</source>
        <translation>Please enter the customer&apos;s name.</translation>
    </message>
    <message>
        <source>请填写工位名称。</source>
        <translation>Please enter the bay&apos;s name.</translation>
    </message>
    <message>
        <source>请填写工具编号和名称。</source>
        <translation>Please enter the tool&apos;s number and name.</translation>
    </message>
    <message>
        <source>请填写工牌号和姓名。</source>
        <translation>Please enter badge and name.</translation>
    </message>
    <message>
        <source>请填写接车人。</source>
        <translation>Please enter who takes the car.</translation>
    </message>
    <message>
        <source>请填写数字</source>
        <translation>Please enter a number</translation>
    </message>
    <message>
        <source>请填写服务站名称。</source>
        <translation>Please enter the station&apos;s name.</translation>
    </message>
    <message>
        <source>请填写材料名称。</source>
        <translation>Please enter the part&apos;s name.</translation>
    </message>
    <message>
        <source>请填写由谁认可。</source>
        <translation>Please enter who approved it.</translation>
    </message>
    <message>
        <source>请填写维修项目名称。</source>
        <translation>Please enter the labour line&apos;s name.</translation>
    </message>
    <message>
        <source>请填写账号。</source>
        <translation>Please enter the account.</translation>
    </message>
    <message>
        <source>请填写费用名称。</source>
        <translation>Please enter the charge&apos;s name.</translation>
    </message>
    <message>
        <source>请填写车牌号码或车架号。</source>
        <translation>Please enter the plate or the VIN.</translation>
    </message>
    <message>
        <source>请填写配件编码和名称。</source>
        <translation>Please enter the part&apos;s code and name.</translation>
    </message>
    <message>
        <source>请填写项目编码和名称。</source>
        <translation>Please enter code and name.</translation>
    </message>
    <message>
        <source>请找数据库管理员,然后再试一次。</source>
        <translation>Please ask the database&apos;s administrator, then try again.</translation>
    </message>
    <message>
        <source>请把别的程序的表移到别的数据库;数据没有改动。</source>
        <translation>Move the other program&apos;s tables to another database; nothing was changed.</translation>
    </message>
    <message>
        <source>请把它移到别处,或用 --data 指定别的文件夹;如果它原来是站里的数据,请从备份恢复。</source>
        <translation>Please move it away, or name another folder with --data; if it was the station&apos;s, restore the backup.</translation>
    </message>
    <message>
        <source>请把文件放回原处再保存一次,或关闭程序后从备份恢复;已输入的内容还在。</source>
        <translation>Put the file back and save once more, or close the program and restore from a backup; what was typed is still there.</translation>
    </message>
    <message>
        <source>请改正 --database,例如 postgresql://用户@服务器/数据库。</source>
        <translation>Please correct --database, for example postgresql://user@server/database.</translation>
    </message>
    <message>
        <source>请检查 --database 里的名字,或让管理员先建好这个空数据库,然后再试一次。</source>
        <translation>Please check the name in --database, or have the administrator create the empty database, then try again.</translation>
    </message>
    <message>
        <source>请检查 --database 里的用户名和密码,或请管理员放行本机,然后再试一次。</source>
        <translation>Please check user and password in --database, or have the administrator admit this PC, then try again.</translation>
    </message>
    <message>
        <source>请检查地址,里面应有站的数据。</source>
        <translation>Check the address; it should hold a station.</translation>
    </message>
    <message>
        <source>请检查备份文件、磁盘空间与权限,再试一次;现在的数据没有改动。</source>
        <translation>Check the backup, the room on the disk and the rights, then try again; the data were not changed.</translation>
    </message>
    <message>
        <source>请检查备份文件夹所在的磁盘与权限,或换一个文件夹;站内数据没有改动。</source>
        <translation>Check the disk and the rights of the backup folder, or choose another; the station&apos;s data were not changed.</translation>
    </message>
    <message>
        <source>请检查文件夹与文件的权限,或用 --data 指定别的文件夹,然后再试一次。</source>
        <translation>Please check the permissions of folder and file, or name another folder with --data, then try again.</translation>
    </message>
    <message>
        <source>请检查文件夹权限;已输入的内容还在,改好后再保存一次。</source>
        <translation>Please check the folder&apos;s permissions. What you typed is still there: save again afterwards.</translation>
    </message>
    <message>
        <source>请检查服务器与网络;已输入的内容还在,恢复后再保存一次。</source>
        <translation>Please check server and network. What you typed is still there: save again afterwards.</translation>
    </message>
    <message>
        <source>请检查服务器与网络;恢复后会自动刷新。</source>
        <translation>Please check server and network; it goes on by itself when they are back.</translation>
    </message>
    <message>
        <source>请检查权限,或用 --data 指定别的文件夹。</source>
        <translation>Please check permissions, or name another folder with --data.</translation>
    </message>
    <message>
        <source>请检查目标的磁盘、权限和网络,再运行一次,会接着搬;来源没有改动。</source>
        <translation>Check disk, rights and network of the target and run it again: it goes on where it stopped. The source was not changed.</translation>
    </message>
    <message>
        <source>请检查磁盘与文件夹权限,或在 --out 里写别的地方。</source>
        <translation>Please check disk and permissions, or name another place with --out.</translation>
    </message>
    <message>
        <source>请检查磁盘与文件夹权限;已输入的内容还在,恢复后再保存一次。</source>
        <translation>Please check disk and permissions. What you typed is still there: save again afterwards.</translation>
    </message>
    <message>
        <source>请检查磁盘与文件夹权限;结果已显示在上面。</source>
        <translation>Check disk and folder; the result stands above.</translation>
    </message>
    <message>
        <source>请检查磁盘与文件权限,或用 --data 指定别的文件夹。</source>
        <translation>Please check disk and permissions, or name another folder with --data.</translation>
    </message>
    <message>
        <source>请检查磁盘与文件权限,然后再试一次。</source>
        <translation>Please check disk and permissions, then try again.</translation>
    </message>
    <message>
        <source>请用 --data 或 --database 指明站的数据;要建新站,请先打开窗口,要做演示站,请用 generate。</source>
        <translation>Please name the station with --data or --database; to found a new one open the window, to make a demonstration use generate.</translation>
    </message>
    <message>
        <source>请用 --data 指定别的文件夹。</source>
        <translation>Please name another folder with --data.</translation>
    </message>
    <message>
        <source>请用 python3 run.py(Windows 上用 py run.py)启动,它会先装好所需的一切。</source>
        <translation>Please start with python3 run.py (py run.py on Windows); it installs what is needed first.</translation>
    </message>
    <message>
        <source>请用另一个备份;现在的数据没有改动。</source>
        <translation>Use another backup; the data were not changed.</translation>
    </message>
    <message>
        <source>请用同样的地址再运行一次 move,会接着搬;搬完才能打开。</source>
        <translation>Run move again with the same addresses, it goes on; it can be opened when everything is there.</translation>
    </message>
    <message>
        <source>请确认服务器已开机、网络通、PostgreSQL 在运行,然后再试一次。</source>
        <translation>Please see that the server is on, the network works and PostgreSQL runs, then try again.</translation>
    </message>
    <message>
        <source>请稍候再保存一次;若一直如此,请关闭正在复制该文件的程序。</source>
        <translation>Please save again in a moment; if it stays so, close the program that is copying the file.</translation>
    </message>
    <message>
        <source>请稍候再试一次;若一直如此,请找管理员。</source>
        <translation>Please try again in a moment; if it stays so, ask the administrator.</translation>
    </message>
    <message>
        <source>请等他搬完,或换一个空的数据库。</source>
        <translation>Wait until they are done, or name another empty database.</translation>
    </message>
    <message>
        <source>请给一个空的数据库或一个还不存在的文件;原有数据没有改动。</source>
        <translation>Name an empty database or a file that does not exist yet; nothing was changed.</translation>
    </message>
    <message>
        <source>请给本程序一个空的数据库。</source>
        <translation>Please give this program an empty database.</translation>
    </message>
    <message>
        <source>请腾出磁盘空间,然后再试一次;原有数据没有改动。</source>
        <translation>Please free some disk space, then try again; existing records were not changed.</translation>
    </message>
    <message>
        <source>请腾出磁盘空间;已输入的内容还在,然后再保存一次。</source>
        <translation>Please free some disk space. What you typed is still there: save again afterwards.</translation>
    </message>
    <message>
        <source>请腾出磁盘空间、检查磁盘,然后再试一次;原有数据没有改动。</source>
        <translation>Please free some disk space and check the disk, then try again; existing records were not changed.</translation>
    </message>
    <message>
        <source>请腾出磁盘空间或检查文件夹权限,再启动一次;数据没有改动。</source>
        <translation>Please free disk space or check the folder&apos;s permissions and start again; no records were changed.</translation>
    </message>
    <message>
        <source>请让所有人退出来源,清空目标,再搬一次。</source>
        <translation>Let everybody leave the source, empty the target and move once more.</translation>
    </message>
    <message>
        <source>请输入密码。</source>
        <translation>Please enter the password.</translation>
    </message>
    <message>
        <source>请选择一项</source>
        <translation>Please choose one</translation>
    </message>
    <message>
        <source>请选择工具和借用人。</source>
        <translation>Please choose tool and borrower.</translation>
    </message>
    <message>
        <source>请选择工种和技术等级。</source>
        <translation>Please choose trade and rank.</translation>
    </message>
    <message>
        <source>请选择要返工的项目。</source>
        <translation>Please choose the line to rework.</translation>
    </message>
    <message>
        <source>请选择配件,填写数量和进价。</source>
        <translation>Please choose a part and enter quantity and cost.</translation>
    </message>
    <message>
        <source>请选择领料人。</source>
        <translation>Please choose who draws the parts.</translation>
    </message>
    <message>
        <source>账号 {login} 已经有了。</source>
        <translation>Account {login} exists already.</translation>
    </message>
    <message>
        <source>账号或密码不对。</source>
        <translation>Account or password is wrong.</translation>
    </message>
    <message>
        <source>质量保证期不得低于 {km} 公里或 {days} 日</source>
        <translation>The quality guarantee must not be below {km} km or {days} days</translation>
    </message>
    <message>
        <source>质量保证期内的返修应免费,这张施工单还向客户收费。</source>
        <translation>A comeback under guarantee is free, but this work order still charges the customer.</translation>
    </message>
    <message>
        <source>车已出厂,不能反结算。</source>
        <translation>The car has left; the settlement cannot be reversed.</translation>
    </message>
    <message>
        <source>车已离厂,请重新接车。</source>
        <translation>The car has left; please receive it again.</translation>
    </message>
    <message>
        <source>车已离厂,进厂登记不能再改。</source>
        <translation>The car has left; the visit can no longer be changed.</translation>
    </message>
    <message>
        <source>车已经交出。</source>
        <translation>The car is delivered already.</translation>
    </message>
    <message>
        <source>车架号不含字母 I、O、Q,是否为 {suggestion}?</source>
        <translation>A VIN has no letters I, O, Q; is it {suggestion}?</translation>
    </message>
    <message>
        <source>车架号只能含数字和除 I、O、Q 以外的字母</source>
        <translation>A VIN has only digits and letters other than I, O, Q</translation>
    </message>
    <message>
        <source>车架号应为 17 位,现为 {length} 位</source>
        <translation>A VIN has 17 characters, this one has {length}</translation>
    </message>
    <message>
        <source>车架号没有填写完整。</source>
        <translation>The VIN is not complete.</translation>
    </message>
    <message>
        <source>车架号第 9 位校验位应为 {expected},现为 {found},请核对</source>
        <translation>The VIN&apos;s check digit (9th character) should be {expected}, not {found}; please compare</translation>
    </message>
    <message>
        <source>车牌号码 {plate} 与常见格式不符,请核对</source>
        <translation>Plate {plate} has an unusual form; please compare</translation>
    </message>
    <message>
        <source>车牌号码 {plate} 的序号不含字母 I、O,请核对是否为数字 1、0</source>
        <translation>Plate {plate}: its serial has no letters I, O; are they the digits 1, 0?</translation>
    </message>
    <message>
        <source>车牌号码最多 {limit} 个字符,且不能含有不可见字符</source>
        <translation>A plate has at most {limit} characters, none invisible</translation>
    </message>
    <message>
        <source>还有 {count} 个连接在用这个数据库,没有恢复。</source>
        <translation>{count} connections still use this database; nothing was restored.</translation>
    </message>
    <message>
        <source>还有 {count} 件工具没有归还。</source>
        <translation>Tools not returned yet: {count}.</translation>
    </message>
    <message>
        <source>还有 {count} 项没有判定,例如“{name}”。</source>
        <translation>Items not judged yet: {count}, for example &quot;{name}&quot;.</translation>
    </message>
    <message>
        <source>还有增项客户没有答复。</source>
        <translation>The customer has not answered all extra work yet.</translation>
    </message>
    <message>
        <source>还没有安装 {name}。</source>
        <translation>{name} is not installed.</translation>
    </message>
    <message>
        <source>还没有编号,不能打印;请先估价。</source>
        <translation>No number yet, so nothing to print; please quote first.</translation>
    </message>
    <message>
        <source>还缺少 {what}。</source>
        <translation>{what} is missing.</translation>
    </message>
    <message>
        <source>这一行已撤项或客户不做。</source>
        <translation>This line was withdrawn or declined.</translation>
    </message>
    <message>
        <source>这一轮检验已经结束。</source>
        <translation>This inspection round is closed.</translation>
    </message>
    <message>
        <source>这一项不需要先认可施工方法。</source>
        <translation>This line needs no approval of its method.</translation>
    </message>
    <message>
        <source>这一项必须填写</source>
        <translation>This must be filled in</translation>
    </message>
    <message>
        <source>这个备份旁边没有清单,只能凭核对判断它是否完整。</source>
        <translation>There is no manifest beside this backup; only its check can tell whether it is whole.</translation>
    </message>
    <message>
        <source>这个数据库正在搬入一个站,还没有搬完。</source>
        <translation>A station is being moved into this database; not everything is there yet.</translation>
    </message>
    <message>
        <source>这个数据库里已经有站,不能再生成。</source>
        <translation>This database holds a station already; nothing can be generated.</translation>
    </message>
    <message>
        <source>这个数据库里有别的程序的表。</source>
        <translation>This database holds tables of another program.</translation>
    </message>
    <message>
        <source>这个数据库里有本程序不认识的表:{names}。</source>
        <translation>This database holds tables that this program does not know: {names}.</translation>
    </message>
    <message>
        <source>这些内容已经用另一个按钮保存过了,请刷新后再看。</source>
        <translation>This was saved already by another button. Please look again after a refresh.</translation>
    </message>
    <message>
        <source>这位维修工正在做“{name}”,请先暂停或完工。</source>
        <translation>This technician is working on &quot;{name}&quot;; please pause or finish it first.</translation>
    </message>
    <message>
        <source>这张施工单没有认定为返修。</source>
        <translation>This work order is not a comeback.</translation>
    </message>
    <message>
        <source>这条记录已不存在,请刷新后再试。</source>
        <translation>This record no longer exists; please reload and try again.</translation>
    </message>
    <message>
        <source>这次借用已经归还。</source>
        <translation>This loan is returned already.</translation>
    </message>
    <message>
        <source>这次派工已经撤回。</source>
        <translation>This assignment is withdrawn already.</translation>
    </message>
    <message>
        <source>这里已经有一个站了,请登录。</source>
        <translation>There is a station here already; please sign in.</translation>
    </message>
    <message>
        <source>这项增项不是这辆车的。</source>
        <translation>This extra work belongs to another car.</translation>
    </message>
    <message>
        <source>这项增项客户已经答复。</source>
        <translation>The customer has answered this extra work already.</translation>
    </message>
    <message>
        <source>这项增项已经恢复或做过。</source>
        <translation>This extra work was revived or done already.</translation>
    </message>
    <message>
        <source>进价超出范围。</source>
        <translation>The cost is out of range.</translation>
    </message>
    <message>
        <source>连不上数据库:{cause}</source>
        <translation>The database cannot be reached: {cause}</translation>
    </message>
    <message>
        <source>连不上数据库服务器 {server}:{cause}</source>
        <translation>Database server {server} cannot be reached: {cause}</translation>
    </message>
    <message>
        <source>配件 {part} 批次 {batch}:余量 {left} 与成本 {kept} 不可能同时成立。</source>
        <translation>Part {part}, layer {batch}: rest {left} and cost {kept} cannot both be right.</translation>
    </message>
    <message>
        <source>配件 {part} 批次 {batch}:入库流水 {moved}(成本 {cost}),批次记入 {left}(成本 {kept})。</source>
        <translation>Part {part}, layer {batch}: received {moved} (cost {cost}), the layer shows {left} (cost {kept}).</translation>
    </message>
    <message>
        <source>配件 {part} 批次 {batch}:有别的配件的流水。</source>
        <translation>Part {part}, layer {batch}: has stock moves of another part.</translation>
    </message>
    <message>
        <source>配件 {part} 批次 {batch}:流水余 {moved}(成本 {cost}),批次余 {left}(成本 {kept})。</source>
        <translation>Part {part}, layer {batch}: moves leave {moved} (cost {cost}), the layer {left} (cost {kept}).</translation>
    </message>
    <message>
        <source>配件 {part}:批次余量合计 {left},结存 {balance}。</source>
        <translation>Part {part}: cost layers hold {left}, balance {balance}.</translation>
    </message>
    <message>
        <source>配件 {part}:流水合计 {moved},结存 {balance}。</source>
        <translation>Part {part}: stock moves make {moved}, balance {balance}.</translation>
    </message>
    <message>
        <source>配件 {part}:流水成本合计 {moved},批次成本合计 {left}。</source>
        <translation>Part {part}: stock moves cost {moved}, cost layers {left}.</translation>
    </message>
    <message>
        <source>配件 {part}:结存 {balance},小于零。</source>
        <translation>Part {part}: balance {balance} is below zero.</translation>
    </message>
    <message>
        <source>配件编码 {number} 已经有了。</source>
        <translation>Part number {number} exists already.</translation>
    </message>
    <message>
        <source>量具 {tool} 检定已于 {due} 到期,不能借出。</source>
        <translation>The calibration of {tool} was due on {due}; it cannot be lent.</translation>
    </message>
    <message>
        <source>量具 {tool} 没有检定记录,不能借出。</source>
        <translation>Gauge {tool} has no calibration on record and cannot be lent.</translation>
    </message>
    <message>
        <source>金额应在 0 到 {limit} 元之间。</source>
        <translation>An amount must be from 0 to {limit} CNY.</translation>
    </message>
    <message>
        <source>限价超出范围。</source>
        <translation>The price limit is out of range.</translation>
    </message>
    <message>
        <source>非标准车架号最多 {limit} 个字符,且不能含有不可见字符</source>
        <translation>A non-standard VIN has at most {limit} characters, none invisible</translation>
    </message>
    <message>
        <source>项目编码 {code} 已经有了。</source>
        <translation>Code {code} exists already.</translation>
    </message>
    <message>
        <source>预计交车时间在一年以后。</source>
        <translation>The promised time is more than a year away.</translation>
    </message>
    <message>
        <source>预计交车时间已经过去。</source>
        <translation>The promised time has passed.</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>{field}:别人选了另一项</source>
        <translation>{field}: somebody else chose another</translation>
    </message>
    <message>
        <source>{field}:原为“{before}”,别人改为“{theirs}”,您的是“{mine}”</source>
        <translation>{field}: was &quot;{before}&quot;, now &quot;{theirs}&quot; by somebody else, yours is &quot;{mine}&quot;</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>一级维护</source>
        <translation>First-level service</translation>
    </message>
    <message>
        <source>三包维修</source>
        <translation>Repair by three-guarantees law</translation>
    </message>
    <message>
        <source>下班</source>
        <translation>End of shift</translation>
    </message>
    <message>
        <source>不再询问,直接替换现在的数据</source>
        <translation>replace the data without asking</translation>
    </message>
    <message>
        <source>不合格</source>
        <translation>Fail</translation>
    </message>
    <message>
        <source>不带走</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>不洗车</source>
        <translation>No wash</translation>
    </message>
    <message>
        <source>不适用</source>
        <translation>N/A</translation>
    </message>
    <message>
        <source>与服务器的连接断了</source>
        <translation>the connection to the server broke</translation>
    </message>
    <message>
        <source>专项修理</source>
        <translation>Special repair</translation>
    </message>
    <message>
        <source>业务类型</source>
        <translation>Business type</translation>
    </message>
    <message>
        <source>两项完工,归还工具</source>
        <translation>Two lines finished, the tool returned</translation>
    </message>
    <message>
        <source>个人</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>中级</source>
        <translation>Intermediate</translation>
    </message>
    <message>
        <source>临时号牌</source>
        <translation>Temporary plate</translation>
    </message>
    <message>
        <source>事故</source>
        <translation>Accident</translation>
    </message>
    <message>
        <source>二级维护</source>
        <translation>Second-level service</translation>
    </message>
    <message>
        <source>交车</source>
        <translation>Delivery</translation>
    </message>
    <message>
        <source>交车出门</source>
        <translation>Delivery and gate pass</translation>
    </message>
    <message>
        <source>交车前洗车</source>
        <translation>Wash before delivery</translation>
    </message>
    <message>
        <source>交车单</source>
        <translation>Delivery slip</translation>
    </message>
    <message>
        <source>交车时间未定</source>
        <translation>No promised time</translation>
    </message>
    <message>
        <source>今天</source>
        <translation>today</translation>
    </message>
    <message>
        <source>从哪个数据库搬</source>
        <translation>database to move from</translation>
    </message>
    <message>
        <source>从备份恢复,先放在旁边核对,同意后才替换,原数据留在旁边</source>
        <translation>restore a backup: beside the data first, checked, put in their place with consent; the old data stay beside</translation>
    </message>
    <message>
        <source>他</source>
        <translation>Oth.</translation>
    </message>
    <message>
        <source>件</source>
        <translation>pcs</translation>
    </message>
    <message>
        <source>估价</source>
        <translation>Estimate</translation>
    </message>
    <message>
        <source>作废合格证</source>
        <translation>Void certificate</translation>
    </message>
    <message>
        <source>使馆号牌</source>
        <translation>Embassy plate</translation>
    </message>
    <message>
        <source>保修</source>
        <translation>Warranty</translation>
    </message>
    <message>
        <source>保险</source>
        <translation>Insurer</translation>
    </message>
    <message>
        <source>保险专员</source>
        <translation>Insurance clerk</translation>
    </message>
    <message>
        <source>保险残值</source>
        <translation>Insurer&apos;s salvage</translation>
    </message>
    <message>
        <source>信息员</source>
        <translation>Information officer</translation>
    </message>
    <message>
        <source>修复件</source>
        <translation>Repaired</translation>
    </message>
    <message>
        <source>借出</source>
        <translation>Lend</translation>
    </message>
    <message>
        <source>借出工具</source>
        <translation>Lend a tool</translation>
    </message>
    <message>
        <source>免保</source>
        <translation>Free service</translation>
    </message>
    <message>
        <source>入库</source>
        <translation>Goods receipt</translation>
    </message>
    <message>
        <source>入库冲销</source>
        <translation>Receipt reversal</translation>
    </message>
    <message>
        <source>入库单</source>
        <translation>Goods receipt</translation>
    </message>
    <message>
        <source>公里数</source>
        <translation>Mileage</translation>
    </message>
    <message>
        <source>公里数读不出的原因</source>
        <translation>Why the mileage cannot be read</translation>
    </message>
    <message>
        <source>其他</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>其他号牌</source>
        <translation>Other plate</translation>
    </message>
    <message>
        <source>其他机动车</source>
        <translation>Other motor vehicle</translation>
    </message>
    <message>
        <source>其他费用</source>
        <translation>Other charges</translation>
    </message>
    <message>
        <source>内容与清单不同</source>
        <translation>its contents are not those of its manifest</translation>
    </message>
    <message>
        <source>内部修理</source>
        <translation>Internal repair</translation>
    </message>
    <message>
        <source>内部结算</source>
        <translation>Internal</translation>
    </message>
    <message>
        <source>内部返工</source>
        <translation>Internal rework</translation>
    </message>
    <message>
        <source>再制造件</source>
        <translation>Remanufactured</translation>
    </message>
    <message>
        <source>写到哪个 PDF 文件</source>
        <translation>the PDF file to write</translation>
    </message>
    <message>
        <source>军队号牌</source>
        <translation>Military plate</translation>
    </message>
    <message>
        <source>初检结果</source>
        <translation>Initial finding</translation>
    </message>
    <message>
        <source>初级</source>
        <translation>Junior</translation>
    </message>
    <message>
        <source>刷卡</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>前台主管</source>
        <translation>Reception lead</translation>
    </message>
    <message>
        <source>副厂件</source>
        <translation>Aftermarket</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>单据</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>单据和截图放在哪个文件夹</source>
        <translation>folder for papers and pictures</translation>
    </message>
    <message>
        <source>单据种类,例如 work_order、certificate、delivery_slip、statement</source>
        <translation>kind of paper, e.g. work_order, certificate, delivery_slip, statement</translation>
    </message>
    <message>
        <source>单据编号</source>
        <translation>number of the paper</translation>
    </message>
    <message>
        <source>单据编号,例如 WX20261122-0001</source>
        <translation>number of the paper, e.g. WX20261122-0001</translation>
    </message>
    <message>
        <source>危险货物运输车辆</source>
        <translation>Dangerous goods vehicle</translation>
    </message>
    <message>
        <source>原厂件</source>
        <translation>Genuine</translation>
    </message>
    <message>
        <source>反结算</source>
        <translation>Reverse settlement</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>司机</source>
        <translation>Driver</translation>
    </message>
    <message>
        <source>合格</source>
        <translation>Pass</translation>
    </message>
    <message>
        <source>同质配件</source>
        <translation>Equivalent</translation>
    </message>
    <message>
        <source>名字太长</source>
        <translation>the name is too long</translation>
    </message>
    <message>
        <source>否</source>
        <translation>No</translation>
    </message>
    <message>
        <source>命令</source>
        <translation>Commands</translation>
    </message>
    <message>
        <source>善意维修</source>
        <translation>Goodwill repair</translation>
    </message>
    <message>
        <source>喷漆</source>
        <translation>Paint</translation>
    </message>
    <message>
        <source>在客户签认的增项限额内</source>
        <translation>Within the limit the customer signed</translation>
    </message>
    <message>
        <source>在店等候</source>
        <translation>Waiting in lounge</translation>
    </message>
    <message>
        <source>在真窗口里把主流程走一遍,每步都见效才退出 0</source>
        <translation>drive the real window through the main work; exit 0 only if every step took effect</translation>
    </message>
    <message>
        <source>在空数据库里生成一个可信的站</source>
        <translation>make a believable station in an empty database</translation>
    </message>
    <message>
        <source>基础资料</source>
        <translation>Master records</translation>
    </message>
    <message>
        <source>增项</source>
        <translation>Extra work</translation>
    </message>
    <message>
        <source>增项复工</source>
        <translation>Resume after extra work</translation>
    </message>
    <message>
        <source>增项确认单</source>
        <translation>Extra-work approval</translation>
    </message>
    <message>
        <source>备份放在哪个文件夹,默认为本机设置的备份文件夹</source>
        <translation>folder for the backup, that of this PC&apos;s settings where none is named</translation>
    </message>
    <message>
        <source>备份整个站,试恢复并核对无误才算好备份</source>
        <translation>back the whole station up; it is good only after it was restored elsewhere and checked</translation>
    </message>
    <message>
        <source>备份文件,例如 backups/gongdan-20261123-180000.gongdan.db</source>
        <translation>the backup, e.g. backups/gongdan-20261123-180000.gongdan.db</translation>
    </message>
    <message>
        <source>外部返修</source>
        <translation>Comeback</translation>
    </message>
    <message>
        <source>多少年的数据,默认 1</source>
        <translation>years of records, usually 1</translation>
    </message>
    <message>
        <source>大型新能源号牌</source>
        <translation>Large new-energy plate</translation>
    </message>
    <message>
        <source>委托</source>
        <translation>Authorise</translation>
    </message>
    <message>
        <source>学徒</source>
        <translation>Apprentice</translation>
    </message>
    <message>
        <source>完工</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>审计链</source>
        <translation>Audit chain</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>客户不做</source>
        <translation>Declined</translation>
    </message>
    <message>
        <source>客户不同意</source>
        <translation>Declined by customer</translation>
    </message>
    <message>
        <source>客户同意</source>
        <translation>Customer agrees</translation>
    </message>
    <message>
        <source>客户委托</source>
        <translation>Authorisation</translation>
    </message>
    <message>
        <source>客户应付</source>
        <translation>Customer pays</translation>
    </message>
    <message>
        <source>客户授权</source>
        <translation>Customer&apos;s authorisation</translation>
    </message>
    <message>
        <source>客户电话同意增项</source>
        <translation>Extra work approved by phone</translation>
    </message>
    <message>
        <source>客户自带</source>
        <translation>Customer&apos;s own</translation>
    </message>
    <message>
        <source>客户要求</source>
        <translation>Customer request</translation>
    </message>
    <message>
        <source>客服</source>
        <translation>Customer care</translation>
    </message>
    <message>
        <source>小修</source>
        <translation>Minor repair</translation>
    </message>
    <message>
        <source>小型新能源号牌</source>
        <translation>Small new-energy plate</translation>
    </message>
    <message>
        <source>屏幕签字</source>
        <translation>Signed on screen</translation>
    </message>
    <message>
        <source>工</source>
        <translation>Lab.</translation>
    </message>
    <message>
        <source>工具</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>工具借用单</source>
        <translation>Tool loan slip</translation>
    </message>
    <message>
        <source>工具管理员</source>
        <translation>Tool keeper</translation>
    </message>
    <message>
        <source>工单 Gongdan:汽车服务站工作台。不写命令就打开窗口。</source>
        <translation>Gongdan: the service station&apos;s desktop. Without a command it opens the window.</translation>
    </message>
    <message>
        <source>工时</source>
        <translation>h</translation>
    </message>
    <message>
        <source>工时费</source>
        <translation>Labour</translation>
    </message>
    <message>
        <source>已交车</source>
        <translation>Delivered</translation>
    </message>
    <message>
        <source>已停用</source>
        <translation>Closed</translation>
    </message>
    <message>
        <source>已出库</source>
        <translation>Issued</translation>
    </message>
    <message>
        <source>已反结算</source>
        <translation>Settlement reversed</translation>
    </message>
    <message>
        <source>已取消</source>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>已完工</source>
        <translation>Finished</translation>
    </message>
    <message>
        <source>已归档</source>
        <translation>Archived</translation>
    </message>
    <message>
        <source>已接车</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>已撤项</source>
        <translation>Withdrawn</translation>
    </message>
    <message>
        <source>已收款</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>已暂停</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>已派工</source>
        <translation>Assigned</translation>
    </message>
    <message>
        <source>已认可</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>带走</source>
        <translation>Take away</translation>
    </message>
    <message>
        <source>常规保养</source>
        <translation>Regular service</translation>
    </message>
    <message>
        <source>库存台账</source>
        <translation>Stock ledger</translation>
    </message>
    <message>
        <source>应急救援号牌</source>
        <translation>Emergency rescue plate</translation>
    </message>
    <message>
        <source>建立索引</source>
        <translation>indexes</translation>
    </message>
    <message>
        <source>建站,设第一个账号</source>
        <translation>Station and first account made</translation>
    </message>
    <message>
        <source>开具并打印出厂合格证</source>
        <translation>Completion certificate issued and printed</translation>
    </message>
    <message>
        <source>开工</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>开工、暂停、继续</source>
        <translation>Started, paused, resumed</translation>
    </message>
    <message>
        <source>引用</source>
        <translation>References</translation>
    </message>
    <message>
        <source>归档</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>归还</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>待交车</source>
        <translation>To deliver</translation>
    </message>
    <message>
        <source>待出库</source>
        <translation>To issue</translation>
    </message>
    <message>
        <source>待外协</source>
        <translation>Awaiting sublet</translation>
    </message>
    <message>
        <source>待委托</source>
        <translation>To authorise</translation>
    </message>
    <message>
        <source>待定损</source>
        <translation>Awaiting assessment</translation>
    </message>
    <message>
        <source>待客户认可</source>
        <translation>To approve</translation>
    </message>
    <message>
        <source>待工位</source>
        <translation>Awaiting bay</translation>
    </message>
    <message>
        <source>待开工</source>
        <translation>To start</translation>
    </message>
    <message>
        <source>待报价</source>
        <translation>To quote</translation>
    </message>
    <message>
        <source>待料</source>
        <translation>Awaiting parts</translation>
    </message>
    <message>
        <source>待检验</source>
        <translation>To inspect</translation>
    </message>
    <message>
        <source>待派工</source>
        <translation>To assign</translation>
    </message>
    <message>
        <source>待结算</source>
        <translation>To settle</translation>
    </message>
    <message>
        <source>待订金</source>
        <translation>Awaiting deposit</translation>
    </message>
    <message>
        <source>待认可</source>
        <translation>To approve</translation>
    </message>
    <message>
        <source>微信</source>
        <translation>WeChat</translation>
    </message>
    <message>
        <source>总成修理</source>
        <translation>Assembly repair</translation>
    </message>
    <message>
        <source>总经理</source>
        <translation>General manager</translation>
    </message>
    <message>
        <source>恢复增项</source>
        <translation>Revive extra work</translation>
    </message>
    <message>
        <source>截图放在哪个文件夹</source>
        <translation>folder for the pictures</translation>
    </message>
    <message>
        <source>打印维修工作单</source>
        <translation>Work order printed</translation>
    </message>
    <message>
        <source>打开演示站,数据为空时先填入演示数据</source>
        <translation>open a demonstration station; an empty one is filled first</translation>
    </message>
    <message>
        <source>找不到这个服务器名</source>
        <translation>no server of this name</translation>
    </message>
    <message>
        <source>技师</source>
        <translation>Specialist</translation>
    </message>
    <message>
        <source>把一张单据打印成 PDF 文件</source>
        <translation>print a paper into a PDF file</translation>
    </message>
    <message>
        <source>把整个站搬到另一个空数据库,中断后可再运行接着搬,搬完逐表比较</source>
        <translation>move a whole station into another, empty database; run it again where it was broken off; compared table by table in the end</translation>
    </message>
    <message>
        <source>把每个工作台和每种单据存成 PNG</source>
        <translation>save every desk and every paper as PNG</translation>
    </message>
    <message>
        <source>拆车件</source>
        <translation>Salvaged</translation>
    </message>
    <message>
        <source>挂账</source>
        <translation>On account</translation>
    </message>
    <message>
        <source>挂车号牌</source>
        <translation>Trailer plate</translation>
    </message>
    <message>
        <source>接待</source>
        <translation>Reception</translation>
    </message>
    <message>
        <source>接车</source>
        <translation>Receive</translation>
    </message>
    <message>
        <source>接车员</source>
        <translation>Reception clerk</translation>
    </message>
    <message>
        <source>接车并估价</source>
        <translation>Receive and quote</translation>
    </message>
    <message>
        <source>提出增项</source>
        <translation>Propose extra work</translation>
    </message>
    <message>
        <source>提出增项并报价</source>
        <translation>Extra work proposed and quoted</translation>
    </message>
    <message>
        <source>搬到哪个空数据库</source>
        <translation>empty database to move to</translation>
    </message>
    <message>
        <source>搬运</source>
        <translation>moving</translation>
    </message>
    <message>
        <source>摩托车</source>
        <translation>Motorcycle</translation>
    </message>
    <message>
        <source>撤回估价</source>
        <translation>Withdraw estimate</translation>
    </message>
    <message>
        <source>撤回委托</source>
        <translation>Withdraw authorisation</translation>
    </message>
    <message>
        <source>撤回派工</source>
        <translation>Withdraw assignment</translation>
    </message>
    <message>
        <source>撤销完工</source>
        <translation>Undo finish</translation>
    </message>
    <message>
        <source>撤销归档</source>
        <translation>Undo archiving</translation>
    </message>
    <message>
        <source>撤销检验合格</source>
        <translation>Undo inspection pass</translation>
    </message>
    <message>
        <source>支付宝</source>
        <translation>Alipay</translation>
    </message>
    <message>
        <source>收款</source>
        <translation>Take payment</translation>
    </message>
    <message>
        <source>改派</source>
        <translation>Given to another</translation>
    </message>
    <message>
        <source>教练车号牌</source>
        <translation>Driving-school plate</translation>
    </message>
    <message>
        <source>数据库地址:sqlite:///文件 或 postgresql://用户@服务器/数据库</source>
        <translation>database address: sqlite:///file or postgresql://user@server/database</translation>
    </message>
    <message>
        <source>数据文件</source>
        <translation>Station&apos;s file</translation>
    </message>
    <message>
        <source>数据文件夹</source>
        <translation>data folder</translation>
    </message>
    <message>
        <source>数据文件已损坏</source>
        <translation>the data file is damaged</translation>
    </message>
    <message>
        <source>整车修理</source>
        <translation>Vehicle overhaul</translation>
    </message>
    <message>
        <source>料</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>施工</source>
        <translation>Work</translation>
    </message>
    <message>
        <source>施工单</source>
        <translation>Work order</translation>
    </message>
    <message>
        <source>明天</source>
        <translation>tomorrow</translation>
    </message>
    <message>
        <source>昨天</source>
        <translation>yesterday</translation>
    </message>
    <message>
        <source>是</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>显示本说明</source>
        <translation>show this help</translation>
    </message>
    <message>
        <source>普通号牌</source>
        <translation>Ordinary plate</translation>
    </message>
    <message>
        <source>普通维修</source>
        <translation>Ordinary repair</translation>
    </message>
    <message>
        <source>服务器拒绝连接,PostgreSQL 没有运行或端口不对</source>
        <translation>the server refuses: PostgreSQL does not run, or the port is wrong</translation>
    </message>
    <message>
        <source>服务器没有应答</source>
        <translation>the server does not answer</translation>
    </message>
    <message>
        <source>服务活动</source>
        <translation>Service campaign</translation>
    </message>
    <message>
        <source>服务站长</source>
        <translation>Station manager</translation>
    </message>
    <message>
        <source>未上牌</source>
        <translation>Unregistered</translation>
    </message>
    <message>
        <source>未修出厂</source>
        <translation>Leave unrepaired</translation>
    </message>
    <message>
        <source>未定</source>
        <translation>Not set</translation>
    </message>
    <message>
        <source>未收款</source>
        <translation>Unpaid</translation>
    </message>
    <message>
        <source>未检</source>
        <translation>Not judged</translation>
    </message>
    <message>
        <source>未知</source>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>本机命令行打印</source>
        <translation>Printed from the command line</translation>
    </message>
    <message>
        <source>本机没有运行 PostgreSQL</source>
        <translation>PostgreSQL does not run on this PC</translation>
    </message>
    <message>
        <source>机电</source>
        <translation>Mechanics and electrics</translation>
    </message>
    <message>
        <source>材料</source>
        <translation>Part</translation>
    </message>
    <message>
        <source>材料费</source>
        <translation>Parts</translation>
    </message>
    <message>
        <source>核对账目、结存、合计、编号、审计链、引用、文件与检索索引,列出不符之处</source>
        <translation>compare ledger, balances, totals, numbers, audit chain, references, file and search index; list differences</translation>
    </message>
    <message>
        <source>检索索引</source>
        <translation>Search index</translation>
    </message>
    <message>
        <source>检验</source>
        <translation>Inspection</translation>
    </message>
    <message>
        <source>检验不合格</source>
        <translation>Inspection failed</translation>
    </message>
    <message>
        <source>检验不合格,退回一项</source>
        <translation>Inspection failed, one line sent back</translation>
    </message>
    <message>
        <source>检验合格</source>
        <translation>Inspection passed</translation>
    </message>
    <message>
        <source>正被别的程序占用</source>
        <translation>another program holds it</translation>
    </message>
    <message>
        <source>武警号牌</source>
        <translation>Armed Police plate</translation>
    </message>
    <message>
        <source>民航号牌</source>
        <translation>Civil aviation plate</translation>
    </message>
    <message>
        <source>汽车</source>
        <translation>Car</translation>
    </message>
    <message>
        <source>没有权限</source>
        <translation>no permission</translation>
    </message>
    <message>
        <source>没有这个文件夹或文件</source>
        <translation>no such folder or file</translation>
    </message>
    <message>
        <source>油量</source>
        <translation>Fuel</translation>
    </message>
    <message>
        <source>洗车</source>
        <translation>Wash</translation>
    </message>
    <message>
        <source>洗车工</source>
        <translation>Car washer</translation>
    </message>
    <message>
        <source>派工</source>
        <translation>Assign</translation>
    </message>
    <message>
        <source>派工单</source>
        <translation>Job slip</translation>
    </message>
    <message>
        <source>澳门入出境号牌</source>
        <translation>Macau cross-border plate</translation>
    </message>
    <message>
        <source>特型车号牌</source>
        <translation>Oversize vehicle plate</translation>
    </message>
    <message>
        <source>现金</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>用法:</source>
        <translation>Usage:</translation>
    </message>
    <message>
        <source>由 run.py 启动时另有:run.py test [...] 运行全部检查;run.py bench [--json 文件] 运行基准测量。</source>
        <translation>Started by run.py there are also: run.py test [...] for all checks; run.py bench [--json FILE] for the benchmarks.</translation>
    </message>
    <message>
        <source>电器</source>
        <translation>Electrics</translation>
    </message>
    <message>
        <source>电话认可</source>
        <translation>By phone</translation>
    </message>
    <message>
        <source>界面与命令行的语言:zh_CN 或 en</source>
        <translation>language of window and command line: zh_CN or en</translation>
    </message>
    <message>
        <source>登记两名维修工</source>
        <translation>Two technicians registered</translation>
    </message>
    <message>
        <source>登记配件与工具</source>
        <translation>Parts and tools registered</translation>
    </message>
    <message>
        <source>白</source>
        <translation>White</translation>
    </message>
    <message>
        <source>短信/微信认可</source>
        <translation>By SMS/WeChat</translation>
    </message>
    <message>
        <source>磁盘已满</source>
        <translation>the disk is full</translation>
    </message>
    <message>
        <source>磁盘已满或有故障</source>
        <translation>the disk is full or faulty</translation>
    </message>
    <message>
        <source>磁盘是只读的</source>
        <translation>the disk is read-only</translation>
    </message>
    <message>
        <source>磁盘有故障</source>
        <translation>the disk is faulty</translation>
    </message>
    <message>
        <source>磁盘配额已满</source>
        <translation>the disk quota is used up</translation>
    </message>
    <message>
        <source>离店</source>
        <translation>Not waiting</translation>
    </message>
    <message>
        <source>空</source>
        <translation>empty</translation>
    </message>
    <message>
        <source>站务</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>竣工出厂合格证</source>
        <translation>Completion certificate</translation>
    </message>
    <message>
        <source>竣工检验</source>
        <translation>Final inspection</translation>
    </message>
    <message>
        <source>竣工检验单</source>
        <translation>Final inspection</translation>
    </message>
    <message>
        <source>第二轮检验合格</source>
        <translation>Second inspection round passed</translation>
    </message>
    <message>
        <source>签发合格证</source>
        <translation>Issue certificate</translation>
    </message>
    <message>
        <source>签字限额</source>
        <translation>Signed limit</translation>
    </message>
    <message>
        <source>签认限额</source>
        <translation>Signed limit</translation>
    </message>
    <message>
        <source>精品装潢</source>
        <translation>Accessories and trim</translation>
    </message>
    <message>
        <source>索赔</source>
        <translation>Warranty</translation>
    </message>
    <message>
        <source>索赔员</source>
        <translation>Warranty clerk</translation>
    </message>
    <message>
        <source>索赔返厂</source>
        <translation>Warranty return</translation>
    </message>
    <message>
        <source>纸面签字</source>
        <translation>Signed on paper</translation>
    </message>
    <message>
        <source>结算</source>
        <translation>Settlement</translation>
    </message>
    <message>
        <source>结算员</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>结算清单</source>
        <translation>Statement</translation>
    </message>
    <message>
        <source>维修</source>
        <translation>Repair</translation>
    </message>
    <message>
        <source>维修中</source>
        <translation>In repair</translation>
    </message>
    <message>
        <source>维修估价单</source>
        <translation>Estimate</translation>
    </message>
    <message>
        <source>维修工</source>
        <translation>Technician</translation>
    </message>
    <message>
        <source>维修工作单</source>
        <translation>Work order</translation>
    </message>
    <message>
        <source>维修类别</source>
        <translation>Repair class</translation>
    </message>
    <message>
        <source>维修项目</source>
        <translation>Labour line</translation>
    </message>
    <message>
        <source>绿</source>
        <translation>Green</translation>
    </message>
    <message>
        <source>网络不通</source>
        <translation>the network does not work</translation>
    </message>
    <message>
        <source>自费</source>
        <translation>Customer</translation>
    </message>
    <message>
        <source>蓝</source>
        <translation>Blue</translation>
    </message>
    <message>
        <source>行数或审计链与清单不同</source>
        <translation>rows or audit chain are not those of its manifest</translation>
    </message>
    <message>
        <source>装潢</source>
        <translation>Trim</translation>
    </message>
    <message>
        <source>要恢复的备份</source>
        <translation>the backup to restore</translation>
    </message>
    <message>
        <source>要打印的单据</source>
        <translation>Paper to print</translation>
    </message>
    <message>
        <source>警用号牌</source>
        <translation>Police plate</translation>
    </message>
    <message>
        <source>认可</source>
        <translation>Approval</translation>
    </message>
    <message>
        <source>记录</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>设备故障</source>
        <translation>Equipment fault</translation>
    </message>
    <message>
        <source>试恢复</source>
        <translation>trying to restore</translation>
    </message>
    <message>
        <source>试验车号牌</source>
        <translation>Test vehicle plate</translation>
    </message>
    <message>
        <source>调做其他车辆</source>
        <translation>Moved to another car</translation>
    </message>
    <message>
        <source>调度</source>
        <translation>Dispatch</translation>
    </message>
    <message>
        <source>财务</source>
        <translation>Finance</translation>
    </message>
    <message>
        <source>质检</source>
        <translation>Inspection</translation>
    </message>
    <message>
        <source>质检员</source>
        <translation>Quality inspector</translation>
    </message>
    <message>
        <source>费用合计</source>
        <translation>Charge totals</translation>
    </message>
    <message>
        <source>路径中间有一个文件,不是文件夹</source>
        <translation>a file stands in the path instead of a folder</translation>
    </message>
    <message>
        <source>跳过一步,用来看演示能否发觉</source>
        <translation>leave one step out, to see that the walkthrough notices</translation>
    </message>
    <message>
        <source>车辆</source>
        <translation>Vehicles</translation>
    </message>
    <message>
        <source>车间主管</source>
        <translation>Workshop lead</translation>
    </message>
    <message>
        <source>车间调度员</source>
        <translation>Dispatcher</translation>
    </message>
    <message>
        <source>转账</source>
        <translation>Bank transfer</translation>
    </message>
    <message>
        <source>返工</source>
        <translation>Rework</translation>
    </message>
    <message>
        <source>返工单</source>
        <translation>Rework slip</translation>
    </message>
    <message>
        <source>退料</source>
        <translation>Return to stock</translation>
    </message>
    <message>
        <source>退料,再领出</source>
        <translation>Parts returned, then issued again</translation>
    </message>
    <message>
        <source>退料单</source>
        <translation>Return slip</translation>
    </message>
    <message>
        <source>送修人</source>
        <translation>Bringer</translation>
    </message>
    <message>
        <source>送修电话</source>
        <translation>Bringer&apos;s phone</translation>
    </message>
    <message>
        <source>选项</source>
        <translation>Options</translation>
    </message>
    <message>
        <source>逐表比较</source>
        <translation>comparing</translation>
    </message>
    <message>
        <source>逾期 {days} 天</source>
        <translation>{days} d late</translation>
    </message>
    <message>
        <source>逾期 {hours} 小时</source>
        <translation>{hours} h late</translation>
    </message>
    <message>
        <source>逾期 {minutes} 分钟</source>
        <translation>{minutes} min late</translation>
    </message>
    <message>
        <source>那里是一个文件,不是文件夹</source>
        <translation>that is a file, not a folder</translation>
    </message>
    <message>
        <source>那里是一个文件夹,不是文件</source>
        <translation>that is a folder, not a file</translation>
    </message>
    <message>
        <source>部分同意</source>
        <translation>Partly agreed</translation>
    </message>
    <message>
        <source>配件</source>
        <translation>Parts</translation>
    </message>
    <message>
        <source>配件主管</source>
        <translation>Parts lead</translation>
    </message>
    <message>
        <source>配件入库</source>
        <translation>Parts received</translation>
    </message>
    <message>
        <source>配件员</source>
        <translation>Parts clerk</translation>
    </message>
    <message>
        <source>重建检索索引,账目不动</source>
        <translation>rebuild the search index; the books stay</translation>
    </message>
    <message>
        <source>钣金</source>
        <translation>Body</translation>
    </message>
    <message>
        <source>钣金喷漆</source>
        <translation>Body and paint</translation>
    </message>
    <message>
        <source>钥匙牌</source>
        <translation>Key tag</translation>
    </message>
    <message>
        <source>问诊与环车</source>
        <translation>Inquiry</translation>
    </message>
    <message>
        <source>阶段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <source>随机种子,同一天同一种子生成同一个站</source>
        <translation>seed; the same seed and day make the same station</translation>
    </message>
    <message>
        <source>随车物品</source>
        <translation>Belongings</translation>
    </message>
    <message>
        <source>项</source>
        <translation>item</translation>
    </message>
    <message>
        <source>项目与材料</source>
        <translation>Labour and parts</translation>
    </message>
    <message>
        <source>预计交车</source>
        <translation>Promised</translation>
    </message>
    <message>
        <source>领料</source>
        <translation>Requisition</translation>
    </message>
    <message>
        <source>领料出库</source>
        <translation>Issue parts</translation>
    </message>
    <message>
        <source>领料单</source>
        <translation>Pick list</translation>
    </message>
    <message>
        <source>领馆号牌</source>
        <translation>Consular plate</translation>
    </message>
    <message>
        <source>首次保养</source>
        <translation>First service</translation>
    </message>
    <message>
        <source>香港入出境号牌</source>
        <translation>Hong Kong cross-border plate</translation>
    </message>
    <message>
        <source>高级</source>
        <translation>Senior</translation>
    </message>
    <message>
        <source>高级技师</source>
        <translation>Senior specialist</translation>
    </message>
    <message>
        <source>黄</source>
        <translation>Yellow</translation>
    </message>
    <message>
        <source>黄绿</source>
        <translation>Yellow-green</translation>
    </message>
    <message>
        <source>黑</source>
        <translation>Black</translation>
    </message>
</context>
</TS>
