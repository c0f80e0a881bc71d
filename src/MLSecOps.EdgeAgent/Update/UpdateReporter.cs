using System.Globalization;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Puts what the machine reports into the journal.</summary>
/// <param name="log">Tells people.</param>
/// <param name="grounds">What is behind a report of a slot, as far as the effects before it found any.</param>
internal sealed class UpdateReporter(AgentLog log, Func<string, UpdateEffect.Report, ReportGrounds> grounds)
{
    public void Report(SlotState slot, UpdateEffect.Report report)
    {
        List<KeyValuePair<string, string>> fields = [];
        if (report.Release is not null)
        {
            fields.Add(new(JournalFields.Release, report.Release.Release.ToString(CultureInfo.InvariantCulture)));
            fields.Add(new(JournalFields.ManifestDigest, report.Release.Manifest.ToString()));
        }

        ReportGrounds behind = grounds(slot.Model, report);
        string? more = report.Detail ?? behind.Detail;
        string? detail = report.Release is not null ? $"release {report.Release.Release}" : report.What == UpdateReport.FloorReset ? $"to release {slot.Floor}" : null;
        log.Write(new LogEntry(EventOf(report.What))
        {
            Model = slot.Model,
            Reason = report.Reason,
            Detail = more is null ? detail : $"{detail}: {more}",
            Fields = fields,
            Phase = slot.Phase,
            Release = report.Release,
            Files = behind.Files,
            Inspection = behind.Inspection,
        });
    }

    private static JournalEvent EventOf(UpdateReport report) => report switch
    {
        UpdateReport.Found => JournalEvents.PackageFound,
        UpdateReport.Verified => JournalEvents.PackageVerified,
        UpdateReport.Refused => JournalEvents.PackageRefused,
        UpdateReport.Failed => JournalEvents.OperationFailed,
        UpdateReport.Inspected => InspectionEvents.Inspected,
        UpdateReport.InspectionFailed => InspectionEvents.InspectionFailed,
        UpdateReport.InspectionNotRun => InspectionEvents.InspectionNotRun,
        UpdateReport.Rehearsed => JournalEvents.Rehearsed,
        UpdateReport.RehearsedAgain => RehearsalEvents.RehearsedAgain,
        UpdateReport.AnswersEnrolled => RehearsalEvents.AnswersEnrolled,
        UpdateReport.AnswersNotEnrolled => RehearsalEvents.AnswersNotEnrolled,
        UpdateReport.AnswersChanged => RehearsalEvents.AnswersChanged,
        UpdateReport.RehearsalFailed => JournalEvents.RehearsalFailed,
        UpdateReport.RehearsalNotRun => JournalEvents.RehearsalNotRun,
        UpdateReport.BecameCurrent => JournalEvents.BecameCurrent,
        UpdateReport.Confirmed => JournalEvents.Confirmed,
        UpdateReport.RolledBack => JournalEvents.RolledBack,
        UpdateReport.Tampered => JournalEvents.TamperingNoticed,
        UpdateReport.Restored => JournalEvents.Restored,
        UpdateReport.RestoreFailed => JournalEvents.RestoreFailed,
        UpdateReport.AlreadyCurrent => JournalEvents.AlreadyCurrent,
        UpdateReport.Withdrawn => JournalEvents.ReleaseWithdrawn,
        UpdateReport.FloorReset => JournalEvents.FloorLowered,
        _ => throw new ArgumentOutOfRangeException(nameof(report), report, "a report without an event; this is a bug"),
    };
}
