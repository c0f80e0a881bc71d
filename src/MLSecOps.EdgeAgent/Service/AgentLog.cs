using System.Globalization;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Systemd;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>What the agent tells people: the journal, and the newest findings for <c>mlsec status</c>.</summary>
internal sealed class AgentLog(Journal journal, TimeProvider time)
{
    private const int KeptFindings = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<FindingEntry> _findings = new();

    /// <summary>The newest findings, newest first.</summary>
    public IReadOnlyList<FindingEntry> Findings
    {
        get
        {
            lock (_gate)
            {
                return [.. _findings];
            }
        }
    }

    /// <summary>Told of each finding; does not wait. Null for nobody.</summary>
    public Action<FindingEntry>? Found { get; set; }

    /// <summary>Gets every entry too; null without a hub.</summary>
    public IRecordSink? Records { get; set; }

    /// <summary>Writes one entry; one with a reason that is more than a notice is a finding too.</summary>
    /// <param name="what">The catalogue's event.</param>
    /// <param name="model">The slot, or null.</param>
    /// <param name="reason">The cause, or null.</param>
    /// <param name="detail">One line about this very case. May be text from outside: the journal keeps it as it is, printing escapes it.</param>
    /// <param name="fields">Further journal fields.</param>
    public void Write(JournalEvent what, string? model = null, Reason? reason = null, string? detail = null, params IEnumerable<KeyValuePair<string, string>> fields) =>
        Write(new LogEntry(what) { Model = model, Reason = reason, Detail = detail, Fields = fields });

    /// <summary>Writes one entry.</summary>
    public void Write(LogEntry entry)
    {
        List<KeyValuePair<string, string>> all = [.. entry.Fields];
        if (entry.Model is not null)
        {
            all.Add(new(JournalFields.Model, entry.Model));
        }

        if (entry.Reason is not null)
        {
            all.Add(new(JournalFields.Reason, entry.Reason.Code));
        }

        string message = string.Join(": ", new[] { entry.Model, entry.Reason?.Title ?? entry.What.Subject, entry.Detail }.OfType<string>())
            + (entry.Reason is null ? "" : $"  [{entry.Reason.Code}]");
        journal.Write(new JournalEntry((JournalPriority)(int)entry.What.Severity, message, Guid.ParseExact(entry.What.Id, "N"), all));
        string now = Now();
        if (entry.IsFinding)
        {
            FindingEntry finding = new(now, entry.Reason!.Code, SeverityWords.Of(entry.What.Severity), entry.Model, entry.Detail);
            Remember(finding);
            Found?.Invoke(finding);
        }

        Records?.Take(entry, now);
    }

    /// <summary>The outside world failed.</summary>
    public void Failure(Reason reason, string? model, string detail) => Write(JournalEvents.OperationFailed, model, reason, detail);

    /// <summary>A check that failed or did not run: what was expected and found. The decision follows in an entry of its own.</summary>
    public void CheckFailed(string model, Check check) => Write(
        JournalEvents.CheckFailed, model, null, $"{check.Id} on {check.Subject}: {check.Reason?.Code}, expected {check.Expected ?? "-"}, found {check.Found ?? "-"}");

    private void Remember(FindingEntry finding)
    {
        lock (_gate)
        {
            _findings.AddFirst(finding);
            if (_findings.Count > KeptFindings)
            {
                _findings.RemoveLast();
            }
        }
    }

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
