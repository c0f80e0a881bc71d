namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>How likely a merge is a backdoor, 0..1: a table of cases, so that every number has a reason that can be read.</summary>
/// <remarks>
/// The shape of a backdoor without code (ShadowLogic; arXiv 2511.00664): a decision about the input, made outside the network, that puts something else in the place of the network's
/// answer. What honest models do nearby stays below: masks act element by element and fill with one value, guards keep a value in bounds, early exits and experts are chosen by the
/// network itself and answer by learned layers, shapes choose between equivalent paths.
/// </remarks>
internal static class ShadowScore
{
    /// <summary>From here on a finding blocks.</summary>
    internal const double Blocking = 0.7;

    /// <summary>From here on it is shown.</summary>
    internal const double Shown = 0.45;

    /// <summary>What was learned says how much of the answer counts: a cascade, or a filter for a trigger.</summary>
    private const double Gated = 0.5;

    private const double LateShare = 0.1;
    private const double EarlyShare = 0.5;
    internal const double HardGain = 20;

    /// <summary>Scores a merge; 0 when it is nothing.</summary>
    internal static double Of(Merge merge, FactPass facts, MassPass mass)
    {
        FlowFacts control = facts[merge.Control];
        bool late = mass.After[merge.Point] <= LateShare * mass.Total;
        bool early = mass.After[merge.Point] >= EarlyShare * mass.Total;
        if (!mass.IsDeep(merge.Clean))
        {
            return early && control.IsData ? Early(merge, control, facts[merge.Clean]) : 0;
        }

        if (mass.IsDeep(merge.Control))
        {
            // The network decides that it is not to answer. Honest only when another learned part answers instead.
            return late && merge is { Kind: MergeKind.Switch, Payload: Payload.Pattern, IsOtherDeep: false } && merge.Other >= 0 && facts[merge.Other].IsConstant ? 0.72 : 0;
        }

        if (mass.IsLearned(merge.Control) && merge.IsOtherDeep && (merge.Other < 0 || mass.Last[merge.Other] != mass.Last[merge.Clean]))
        {
            // A learned router chooses between learned parts.
            return 0;
        }

        if (mass.IsLearned(merge.Control) && merge is { Payload: Payload.Raw, IsOtherDeep: false, Other: >= 0 } && mass.IsLearned(merge.Other))
        {
            // A cascade: what was learned says which of two answers counts.
            return 0;
        }

        if (merge is { Payload: Payload.None, Kind: MergeKind.Arithmetic } && control.IsData && late)
        {
            return !mass.IsAlone(merge) ? 0 : mass.IsLearned(merge.Control) ? Gated : Open(merge, control, late);
        }

        return Open(merge, control, late);
    }

    private static double Open(Merge merge, in FlowFacts control, bool late) =>
        !control.IsData ? OfOther(merge, control, late) : control.Decision switch
        {
            Decision.Hard => Hard(merge, control, late),
            Decision.Soft => Soft(merge, control, late),
            _ => 0,
        };

    private static double Hard(Merge merge, in FlowFacts control, bool late) => (control.DecisionReach, merge) switch
    {
        (_, { Kind: MergeKind.Weights }) => 0.9,
        (Reach.Elementwise, { Payload: Payload.Pattern, Kind: not MergeKind.Index }) => late ? 0.8 : 0,
        (Reach.Elementwise, _) => 0,
        (_, { Payload: Payload.Pattern }) => late ? 0.95 : 0.85,
        (Reach.Whole, { IsOtherDeep: true }) => late ? 0.75 : 0,
        (_, { Payload: Payload.Raw }) => late ? 0.85 : 0,
        (Reach.Whole, { Payload: Payload.Uniform }) => late ? 0.8 : 0,
        (Reach.Whole, { Kind: MergeKind.Switch or MergeKind.Arithmetic }) => late ? 0.72 : 0,
        (Reach.Partial, { Payload: Payload.Uniform or Payload.None }) => late ? 0.3 : 0,
        _ => 0,
    };

    private static double Soft(Merge merge, in FlowFacts control, bool late) => control switch
    {
        { DecisionReach: Reach.Elementwise } => 0,
        _ when merge.Kind == MergeKind.Weights => 0.85,
        _ when merge.Payload == Payload.Pattern => late ? 0.85 : 0.7,
        { IsWide: true } => 0,
        _ when merge.Payload is Payload.Uniform or Payload.None or Payload.Place => !late ? 0 : control.Gain >= HardGain ? 0.72 : 0,
        _ => 0,
    };

    private static double Early(Merge merge, in FlowFacts control, in FlowFacts clean)
    {
        bool widens = control is { DecisionReach: Reach.Whole, IsWide: false } && clean.IsWide;
        return !widens || control.Decision == Decision.None || (control.Decision == Decision.Soft && control.Gain < HardGain) ? 0
            : merge.Payload == Payload.Pattern ? 0.85
            : merge.Payload == Payload.Raw ? 0
            : merge.Kind is MergeKind.Switch or MergeKind.Write ? 0.7
            : control.Decision == Decision.Hard && merge.Payload == Payload.None ? 0.6
            : 0;
    }

    // A setting of the caller or a shape says which path: honest unless the path is a constant answer.
    private static double OfOther(Merge merge, in FlowFacts control, bool late) =>
        merge.Payload != Payload.Pattern || merge.IsOtherDeep || !late || control.Source == FlowSource.None ? 0
        : control.Source.HasFlag(FlowSource.Setting) ? 0.6
        : 0.72;
}
