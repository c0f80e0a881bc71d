using System.Text.Json;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The record that an entry of the journal becomes: a finding, or a step of an update.</summary>
/// <param name="Type">A type of <see cref="RecordTypes"/>.</param>
/// <param name="Payload">JSON, at most <see cref="TelemetryJson.MaxBytes"/>.</param>
internal sealed record EntryRecord(string Type, byte[] Payload)
{
    // Bounds for text from outside: each character may become six bytes, and all of a record must fit.
    private const int MostFiles = 16;
    private const int MostNotes = 16;
    private const int MostPath = 256;
    private const int MostText = 1024;

    private static readonly IReadOnlyList<JournalEvent> Steps =
    [
        JournalEvents.PackageVerified, InspectionEvents.Inspected, JournalEvents.Rehearsed, JournalEvents.BecameCurrent, JournalEvents.Confirmed, JournalEvents.RolledBack, JournalEvents.Restored,
        ApplicationEvents.Answers,
    ];

    /// <summary>Makes the record; null when the hub need not know.</summary>
    public static EntryRecord? Of(LogEntry entry, string time)
    {
        if (entry.Model is not null && Steps.Contains(entry.What))
        {
            UpdateRecord step = new(
                UpdateRecord.SchemaName,
                time,
                entry.What.Name,
                entry.Model,
                StatusView.WordOf(entry.Phase ?? UpdatePhase.Idle),
                entry.Release?.Release,
                entry.Release?.Manifest.ToString(),
                entry.Reason?.Code,
                Cut(entry.Detail, MostText));
            return new EntryRecord(RecordTypes.Update, JsonSerializer.SerializeToUtf8Bytes(step, TelemetryJson.Default.UpdateRecord));
        }

        // The report of the whole inspection carries what blocks: one cause is one finding. What warns comes by itself, since a report of success carries nothing.
        bool isWarning = entry.What == InspectionEvents.FindingWarns;
        if (entry.What == InspectionEvents.FindingBlocks || (!entry.IsFinding && !isWarning) || entry.What.Severity > EventSeverity.Warning)
        {
            return null;
        }

        FindingRecord finding = new(
            FindingRecord.SchemaName,
            time,
            entry.What.Name,
            entry.Reason!.Code,
            SeverityWords.Of(entry.What.Severity),
            entry.Model,
            entry.Release?.Release,
            entry.Release?.Manifest.ToString(),
            Cut(entry.Files.Count > MostFiles ? $"{entry.Detail}; {MostFiles} of {entry.Files.Count} files are named" : entry.Detail, MostText),
            entry.Files.Count == 0 ? null : [.. entry.Files.Take(MostFiles).Select(Cut)],
            entry.Inspection.Count == 0 ? null : [.. entry.Inspection.Take(MostNotes).Select(Cut)]);
        return new EntryRecord(RecordTypes.Finding, JsonSerializer.SerializeToUtf8Bytes(finding, TelemetryJson.Default.FindingRecord));
    }

    private static FindingFile Cut(FindingFile file) => file with
    {
        Path = Cut(file.Path, MostPath)!,
        Expected = Cut(file.Expected, MostPath),
        Found = Cut(file.Found, MostPath),
    };

    private static InspectionNote Cut(InspectionNote note) => note with
    {
        Location = Cut(note.Location, MostPath)!,
        Evidence = Cut(note.Evidence, MostPath)!,
        Waiver = Cut(note.Waiver, MostPath),
    };

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..(most - 3)] + "...";
}
