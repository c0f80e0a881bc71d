using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Domain.Findings;

/// <summary>Which events of a device end which findings, as one table. A finding is known by the event that told it.</summary>
/// <remarks>
/// A row ends the findings of the same model (of the device, where the event names none), and those of the whole device where it says so.
/// What no event ends, ends by trusted evidence or by quiet: see <see cref="Evidence.EvidenceRules"/> and <see cref="FindingRules.Quiet"/>.
/// </remarks>
internal static class Endings
{
    private static readonly string[] OnDisk =
        [JournalEvents.TamperingNoticed.Name, JournalEvents.RestoreFailed.Name, JournalEvents.OperationFailed.Name, JournalEvents.CheckFailed.Name];

    private static readonly string[] OnTheWay =
    [
        JournalEvents.PackageRefused.Name, JournalEvents.RehearsalFailed.Name, JournalEvents.RehearsalNotRun.Name, JournalEvents.FetchFailed.Name,
        JournalEvents.OperationFailed.Name, JournalEvents.CheckFailed.Name,
    ];

    private static readonly (string Event, string[] OfModel, string[] OfDevice)[] Table =
    [
        (JournalEvents.Restored.Name, OnDisk, []),
        (JournalEvents.ReverificationPassed.Name, OnDisk, []),
        (JournalEvents.PackageFetched.Name, [JournalEvents.FetchFailed.Name], []),
        (JournalEvents.PackageVerified.Name, [JournalEvents.FetchFailed.Name], []),
        (JournalEvents.AlreadyCurrent.Name, [JournalEvents.FetchFailed.Name], []),
        // Nothing else ends it: in mode observe what was found becomes current all the same.
        (InspectionEvents.Inspected.Name, [InspectionEvents.InspectionFailed.Name, InspectionEvents.InspectionNotRun.Name], [JournalEvents.WorkerUnavailable.Name]),
        // Nothing else ends changed answers either: a release that becomes current says nothing of the memory that it runs in.
        (JournalEvents.Rehearsed.Name, [JournalEvents.RehearsalFailed.Name, JournalEvents.RehearsalNotRun.Name, RehearsalEvents.AnswersChanged.Name], [JournalEvents.WorkerUnavailable.Name]),
        (ApplicationEvents.Answers.Name, [ApplicationEvents.Deviates.Name, ApplicationEvents.NotExamined.Name], []),
        (JournalEvents.BecameCurrent.Name, OnTheWay, []),
        (JournalEvents.Confirmed.Name, [.. OnTheWay, JournalEvents.RolledBack.Name], []),
        (JournalEvents.ConfigurationReloaded.Name, [JournalEvents.ConfigurationRefused.Name], []),
        (JournalEvents.DirectiveAccepted.Name, [JournalEvents.DirectiveRefused.Name], [JournalEvents.DirectiveRefused.Name]),
        (JournalEvents.HubConnected.Name, [], [JournalEvents.HubConnectionFailed.Name, JournalEvents.EnrolmentFailed.Name]),
        (IdentityEvents.CertificateRenewed.Name, [], [IdentityEvents.RenewalFailed.Name]),
        (IdentityEvents.TpmReady.Name, [], [IdentityEvents.TpmFailed.Name]),
        (IdentityEvents.AttestationKeyEnrolled.Name, [], [IdentityEvents.TpmFailed.Name]),
        (IdentityEvents.FloorsProven.Name, [], [JournalEvents.StateLost.Name, IdentityEvents.FloorsUnproven.Name, IdentityEvents.FloorsRefused.Name]),
    ];

    // Told about a moment: devices do not tell the hub what comes after it.
    private static readonly string[] Momentary =
        [JournalEvents.HubMessageRefused.Name, JournalEvents.DirectiveRefused.Name, JournalEvents.ConfigurationRefused.Name, JournalEvents.SecondAgentRefused.Name, JournalEvents.StateRepaired.Name];

    private static readonly string[] MomentaryOfDevice = [JournalEvents.PackageRefused.Name, JournalEvents.OperationFailed.Name];

    /// <summary>True when an event ends a finding.</summary>
    /// <param name="finding">An open finding of the same device.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="model">The model that it is about; null for the device.</param>
    public static bool Ends(Finding finding, string name, string? model) => finding.Record is { } told && Table.Any(row =>
        row.Event == name
        && ((finding.Model == model && row.OfModel.Contains(told.Event, StringComparer.Ordinal))
            || (finding.Model is null && row.OfDevice.Contains(told.Event, StringComparer.Ordinal))));

    /// <summary>True for a finding that the device told about changed files.</summary>
    public static bool IsTampering(Finding finding) =>
        finding.Record?.Event is { } name && (name == JournalEvents.TamperingNoticed.Name || name == JournalEvents.RestoreFailed.Name);

    /// <summary>True for a finding about files on the disk, which evidence of intact files ends too.</summary>
    public static bool IsOnDisk(Finding finding) => IsTampering(finding) || (finding.Record is not null && finding.Reason == StoreReasons.RecheckFailed.Code);

    /// <summary>True for a finding about a moment.</summary>
    public static bool IsMomentary(Finding finding) => finding.Record is { } told
        ? Momentary.Contains(told.Event, StringComparer.Ordinal) || (finding.Model is null && MomentaryOfDevice.Contains(told.Event, StringComparer.Ordinal))
        : FindingRules.Momentary.Any(reason => reason.Code == finding.Reason);
}
