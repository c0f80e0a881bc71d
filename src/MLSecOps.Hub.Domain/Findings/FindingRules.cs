using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Findings;

/// <summary>When findings open, are told again, and are over. The same device, model and reason are one finding while it is open.</summary>
public static class FindingRules
{
    /// <summary>After how long without being told again a finding about a moment is over.</summary>
    public static TimeSpan QuietTime { get; } = TimeSpan.FromHours(24);

    /// <summary>What the hub notices when somebody comes with a key, certificate or token that does not count.</summary>
    internal static IReadOnlyList<Reason> IdentityMisuse { get; } =
    [
        EnrolmentReasons.TokenUsed, EnrolmentReasons.TokenExpired, EnrolmentReasons.TokenOtherDevice, EnrolmentReasons.KeyReused, EnrolmentReasons.KeyRevoked,
        EnrolmentReasons.KeySuperseded, EnrolmentReasons.DeviceRetired, EnrolmentReasons.CertificateForeign, EnrolmentReasons.IdevidChanged,
        TpmReasons.EndorsementChanged, TpmReasons.EndorsementTaken, TpmReasons.EndorsementRefused, TpmReasons.EndorsementCertificate, TpmReasons.KeyNotRestricted, TpmReasons.ChallengeFailed,
    ];

    /// <summary>What the hub notices of a moment, not of a state that lasts.</summary>
    internal static IReadOnlyList<Reason> Momentary { get; } =
    [
        HubReasons.EvidenceReplayed, ChainReasons.RecordReplayed, HubReasons.NonceUnknown, HubReasons.MessageMalformed,
        EvidenceReasons.NonceExpired, EnrolmentReasons.TopicForbidden, EnrolmentReasons.DeviceNotEnrolled,
        .. IdentityMisuse,
    ];

    /// <summary>A device told a finding.</summary>
    /// <param name="told">What it said; untrusted until evidence commits to it.</param>
    /// <param name="at">The record in which it came.</param>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    public static FindingChanges Of(FindingRecord told, StoredRecord at, IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(open);
        if (!Severity.Matters(told.Severity) || ReasonCatalogue.Find(told.Reason)?.Class == ReasonClass.Notice)
        {
            return Line(at.Ueid, told.Model, told.Event, told.Reason, told.Severity, told.Detail, now).Then(Ended(told.Event, told.Model, open, now));
        }

        Finding finding = new(0, at.Ueid, told.Model, told.Reason, told.Severity, now)
        {
            Detail = told.Detail,
            Record = told,
            Epoch = at.Epoch,
            Sequence = at.Sequence,
            LastSeen = now,
        };
        return Tell(finding, open).Then(Ended(told.Event, told.Model, open, now));
    }

    /// <summary>A device told a step of an update. A refusal in it is a finding too, unless the same is open already: devices tell both.</summary>
    /// <inheritdoc cref="Of(FindingRecord, StoredRecord, IReadOnlyList{Finding}, DateTimeOffset)"/>
    public static FindingChanges Of(UpdateRecord told, StoredRecord at, IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(open);
        if (told.Reason is null || !Severity.Matters(at.Severity))
        {
            return Line(at.Ueid, told.Model, told.Event, told.Reason, at.Severity, told.Detail, now).Then(Ended(told.Event, told.Model, open, now));
        }

        FindingRecord same = new(
            FindingRecord.SchemaName, told.Time, told.Event, told.Reason, at.Severity, told.Model, told.Release, told.ManifestDigest, told.Detail);
        return Find(open, at.Ueid, told.Model, told.Reason) is null
            ? Of(same, at, open, now)
            : Ended(told.Event, told.Model, open, now);
    }

    /// <summary>A device was born: that it could not reach the hub is over.</summary>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    public static FindingChanges OfBirth(IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(open);
        return OfSeen(JournalEvents.HubConnected, "the device connected", open, now);
    }

    /// <summary>The hub saw for itself what a device would write into its journal: what that event ends is over.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="by">How it was seen, one line.</param>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    public static FindingChanges OfSeen(JournalEvent seen, string by, IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(open);
        return End(open.Where(finding => Endings.Ends(finding, seen.Name, null)), by, now);
    }

    /// <summary>A device enrolled again: what the hub itself noticed about its identity and its chain is over.</summary>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    public static FindingChanges OfReenrolment(IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(open);
        return End(open.Where(finding => finding is { Model: null, Record: null } && finding.Reason != HubReasons.DeviceSilent.Code), "the device was enrolled again", now);
    }

    /// <summary>A device is out of use: nothing about it waits for anybody any more.</summary>
    /// <inheritdoc cref="OfReenrolment"/>
    public static FindingChanges OfRetirement(IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(open);
        return End(open, "the device was retired", now);
    }

    /// <summary>The hub noticed something itself: it opens a finding, or counts the open one once more.</summary>
    /// <param name="ueid">Of which device.</param>
    /// <param name="model">Of which model; null for the device.</param>
    /// <param name="reason">What.</param>
    /// <param name="detail">One line about this very case; may hold text from outside.</param>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    /// <param name="caused">Since when it was so, by the hub's clock; null when nobody knows.</param>
    public static FindingChanges Notice(
        string ueid, string? model, Reason reason, string? detail, IReadOnlyList<Finding> open, DateTimeOffset now, DateTimeOffset? caused = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(open);
        return Tell(new Finding(0, ueid, model, reason.Code, Severity.Of(reason), now) { Detail = detail, Caused = caused, LastSeen = now }, open);
    }

    /// <summary>As <see cref="Notice"/>, for what lasts: nothing while the finding is open already.</summary>
    public static FindingChanges NoticeOnce(
        string ueid, string? model, Reason reason, string? detail, IReadOnlyList<Finding> open, DateTimeOffset now, DateTimeOffset? caused = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(open);
        return Find(open, ueid, model, reason.Code) is null ? Notice(ueid, model, reason, detail, open, now, caused) : FindingChanges.None;
    }

    /// <summary>Ends findings.</summary>
    /// <param name="over">Those that are over.</param>
    /// <param name="by">What ended them, one line.</param>
    /// <param name="now">The hub's clock.</param>
    public static FindingChanges End(IEnumerable<Finding> over, string by, DateTimeOffset now)
    {
        Finding[] ended = [.. over.Where(finding => finding.Closed is null).Select(finding => finding with { Closed = now, ClosedBy = by })];
        return new(ended, [.. ended.Select(finding => new Change(now, finding.Ueid, finding.Model, $"over: {Title(finding.Reason)} ({by})", finding.Reason, Severity.Notice))]);
    }

    /// <summary>Ends findings about a moment that nobody told again for <see cref="QuietTime"/>.</summary>
    public static FindingChanges Quiet(IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(open);
        return End(open.Where(finding => Endings.IsMomentary(finding) && now - finding.LastSeen >= QuietTime), "not seen again for a day", now);
    }

    private static FindingChanges Tell(Finding told, IReadOnlyList<Finding> open)
    {
        if (Find(open, told.Ueid, told.Model, told.Reason) is not { } known)
        {
            string what = told.Detail is null ? Title(told.Reason) : $"{Title(told.Reason)}: {told.Detail}";
            return new([told], [new Change(told.Opened, told.Ueid, told.Model, what, told.Reason, told.Severity)]);
        }

        // The newest words count, but files with digests are not given up for a record that has none.
        bool newer = told.Record is not null && (told.Record.Files is { Count: > 0 } || known.Record?.Files is not { Count: > 0 });
        Finding again = (newer ? known with { Record = told.Record, Epoch = told.Epoch, Sequence = told.Sequence } : known) with
        {
            Severity = Severity.Worse(known.Severity, told.Severity),
            Detail = told.Detail ?? known.Detail,
            LastSeen = told.LastSeen,
            Times = known.Times + 1,
        };
        return new([again], []);
    }

    private static FindingChanges Ended(string name, string? model, IReadOnlyList<Finding> open, DateTimeOffset now) =>
        End(open.Where(finding => Endings.Ends(finding, name, model)), Subject(name), now);

    private static FindingChanges Line(string ueid, string? model, string name, string? reason, string severity, string? detail, DateTimeOffset now) =>
        new([], [new Change(now, ueid, model, detail is null ? Subject(name) : $"{Subject(name)}: {detail}", reason, severity)]);

    private static Finding? Find(IReadOnlyList<Finding> open, string ueid, string? model, string reason) =>
        open.FirstOrDefault(finding => finding.Closed is null && finding.Ueid == ueid && finding.Model == model && finding.Reason == reason);

    private static string Subject(string name) => JournalEvents.All.FirstOrDefault(known => known.Name == name)?.Subject ?? name;

    private static string Title(string reason) => ReasonCatalogue.Find(reason)?.Title ?? reason;
}
