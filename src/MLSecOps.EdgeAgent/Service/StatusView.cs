using System.Globalization;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>Puts the agent's state into the words of <c>io.mlsec.Agent.Status</c>. Unknown is never shown as good.</summary>
internal static class StatusView
{
    private const int MostApplications = 64;

    public static ModelStatus Of(SlotState state, UpdatePolicy policy, string engine, DateTimeOffset? lastVerified)
    {
        (string verdict, Reason? reason) = VerdictOf(state, policy, engine);
        InstalledRelease? shown = state.Current;
        return new ModelStatus(
            state.Model,
            WordOf(state.Phase),
            verdict,
            state.Floor,
            shown?.Id.Release,
            shown?.Version,
            shown?.Id.Manifest.ToString(),
            reason?.Code,
            lastVerified is { } time ? Rfc3339(time) : null,
            shown?.Rehearsal is { } rehearsal ? new RehearsalEntry(OutcomeWord(rehearsal.Outcome), rehearsal.Reason?.Code, rehearsal.Engine.Length == 0 ? null : rehearsal.Engine) : null);
    }

    /// <summary>The signed documents in force.</summary>
    public static DocumentsStatus Of(TrustState state, VerificationTime now) => new(
        state.TrustVersion,
        Rfc3339(state.Time.Instant),
        [.. state.Freezes(now).Select(freeze => freeze.Reason.Code)],
        state.Bulletin?.Bulletin.Version);

    /// <summary>Applications that have a model open.</summary>
    public static IReadOnlyList<ApplicationEntry> Of(IReadOnlyList<ApplicationStanding> applications) =>
        [.. applications.Take(MostApplications).Select(one => new ApplicationEntry(
            one.Opened.Model,
            one.Opened.Release.Release,
            one.Opened.Caller.ProcessId,
            one.Opened.Caller.UserId,
            one.Program,
            Rfc3339(one.Since),
            OutcomeWord(one.Served.Outcome),
            OutcomeWord(one.Audited.Outcome),
            BehaviourResult.Worst([one.Served, one.Audited], one.Served).Reason?.Code))];

    /// <summary>RFC 3339 UTC in whole seconds.</summary>
    public static string Rfc3339(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>One line for <c>systemctl status</c>.</summary>
    public static string Line(IReadOnlyCollection<ModelStatus> models, Reason? trouble)
    {
        int trusted = models.Count(model => model.Verdict == "trusted");
        int rejected = models.Count(model => model.Verdict == "rejected");
        int open = models.Count - trusted - rejected;
        string line = $"{trusted} trusted, {rejected} rejected, {open} inconclusive";
        return trouble is null ? line : $"{line}; {trouble.Title} [{trouble.Code}]";
    }

    /// <summary>The word of <see cref="ModelStates"/> for a phase.</summary>
    public static string WordOf(UpdatePhase phase) => phase switch
    {
        UpdatePhase.Idle => ModelStates.Idle,
        UpdatePhase.Fetching => ModelStates.Fetching,
        UpdatePhase.Verifying => ModelStates.Verifying,
        UpdatePhase.Inspecting => ModelStates.Inspecting,
        UpdatePhase.Rehearsing => ModelStates.Rehearsing,
        UpdatePhase.Staged => ModelStates.Staged,
        UpdatePhase.Current => ModelStates.Current,
        UpdatePhase.Confirmed => ModelStates.Confirmed,
        UpdatePhase.RolledBack => ModelStates.RolledBack,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "a phase without a word; this is a bug"),
    };

    private static (string Verdict, Reason? Reason) VerdictOf(SlotState state, UpdatePolicy policy, string engine) => state switch
    {
        { Current: null } => ("inconclusive", state.LastFailure),
        { Integrity: Integrity.Tampered } => ("rejected", state.TamperedBy),
        { Withdrawal: { } withdrawal } => ("rejected", withdrawal),
        { Integrity: Integrity.Unknown } => ("inconclusive", state.LastFailure),
        { Current.Inspection: { Outcome: CheckOutcome.Failed } blocked } => ("rejected", blocked.Reason),
        { Current.Rehearsal: { Outcome: CheckOutcome.Failed } failed } => ("rejected", failed.Reason),
        { Current.Format: ModelFormat.Opaque } => ("trusted", null),
        _ when !UpdateMachine.PassedInspection(state.Current!, policy, engine) => ("inconclusive", state.Current!.Inspection?.Reason ?? InspectionReasons.NotRun),
        _ when UpdateMachine.PassedRehearsal(state.Current!, policy, engine) => ("trusted", null),
        _ => ("inconclusive", state.Current!.Rehearsal?.Reason ?? StoreReasons.RehearsalStale),
    };

    internal static string OutcomeWord(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        _ => "not_run",
    };
}
