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

    /// <summary>Writes one entry; one with a reason that is more than a notice is a finding too.</summary>
    /// <param name="what">The catalogue's event.</param>
    /// <param name="model">The slot, or null.</param>
    /// <param name="reason">The cause, or null.</param>
    /// <param name="detail">One line about this very case. May be text from outside: the journal keeps it as it is, printing escapes it.</param>
    /// <param name="fields">Further journal fields.</param>
    public void Write(JournalEvent what, string? model = null, Reason? reason = null, string? detail = null, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        List<KeyValuePair<string, string>> all = [.. fields];
        if (model is not null)
        {
            all.Add(new(JournalFields.Model, model));
        }

        if (reason is not null)
        {
            all.Add(new(JournalFields.Reason, reason.Code));
        }

        string message = string.Join(": ", new[] { model, reason?.Title ?? what.Subject, detail }.OfType<string>()) + (reason is null ? "" : $"  [{reason.Code}]");
        journal.Write(new JournalEntry((JournalPriority)(int)what.Severity, message, Guid.ParseExact(what.Id, "N"), all));
        if (reason is not null && reason.Class != ReasonClass.Notice)
        {
            Remember(new FindingEntry(Now(), reason.Code, SeverityWords.Of(what.Severity), model, detail));
        }
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
