using System.Globalization;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Puts what the machine reports into the journal.</summary>
internal sealed class UpdateReporter(AgentLog log)
{
    public void Report(string model, UpdateEffect.Report report)
    {
        List<KeyValuePair<string, string>> fields = [];
        if (report.Release is not null)
        {
            fields.Add(new(JournalFields.Release, report.Release.Release.ToString(CultureInfo.InvariantCulture)));
            fields.Add(new(JournalFields.ManifestDigest, report.Release.Manifest.ToString()));
        }

        string? detail = report.Release is null ? null : $"release {report.Release.Release}";
        log.Write(EventOf(report.What), model, report.Reason, detail, fields);
    }

    private static JournalEvent EventOf(UpdateReport report) => report switch
    {
        UpdateReport.Found => JournalEvents.PackageFound,
        UpdateReport.Verified => JournalEvents.PackageVerified,
        UpdateReport.Refused => JournalEvents.PackageRefused,
        UpdateReport.Failed => JournalEvents.OperationFailed,
        UpdateReport.Rehearsed => JournalEvents.Rehearsed,
        UpdateReport.RehearsalFailed => JournalEvents.RehearsalFailed,
        UpdateReport.RehearsalNotRun => JournalEvents.RehearsalNotRun,
        UpdateReport.BecameCurrent => JournalEvents.BecameCurrent,
        UpdateReport.Confirmed => JournalEvents.Confirmed,
        UpdateReport.RolledBack => JournalEvents.RolledBack,
        UpdateReport.Tampered => JournalEvents.TamperingNoticed,
        UpdateReport.Restored => JournalEvents.Restored,
        UpdateReport.RestoreFailed => JournalEvents.RestoreFailed,
        UpdateReport.AlreadyCurrent => JournalEvents.AlreadyCurrent,
        _ => throw new ArgumentOutOfRangeException(nameof(report), report, "a report without an event; this is a bug"),
    };
}
