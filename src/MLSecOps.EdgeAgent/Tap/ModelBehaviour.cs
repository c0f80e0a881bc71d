using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>What is known of the behaviour of one release, over all applications that have the model open.</summary>
/// <param name="Served">Canaries.</param>
/// <param name="Audited">Audits.</param>
/// <param name="Rehearsed">Some application has answered every golden vector of this release rightly, and none wrongly.</param>
internal sealed record ModelBehaviour(BehaviourResult Served, BehaviourResult Audited, bool Rehearsed)
{
    /// <summary>Nobody has it open.</summary>
    public static ModelBehaviour None { get; } = Of([], null);

    /// <summary>Puts applications together: the worst speaks, and one that has another release makes it unknown.</summary>
    /// <param name="applications">All that have the model open.</param>
    /// <param name="release">The release that is asked about.</param>
    public static ModelBehaviour Of(IReadOnlyCollection<ApplicationStanding> applications, ReleaseId? release)
    {
        BehaviourResult none = BehaviourResult.NotRun(ApplicationReasons.NoApplication);
        BehaviourResult earlier = BehaviourResult.NotRun(ApplicationReasons.EarlierRelease);
        BehaviourResult served = BehaviourResult.Worst([.. applications.Select(one => one.Opened.Release == release || one.Served.Outcome == CheckOutcome.Failed ? one.Served : earlier)], none);
        BehaviourResult audited = BehaviourResult.Worst([.. applications.Select(one => one.Opened.Release == release || one.Audited.Outcome == CheckOutcome.Failed ? one.Audited : earlier)], none);
        bool rehearsed = served.Outcome != CheckOutcome.Failed && audited.Outcome != CheckOutcome.Failed && applications.Any(one => one.Opened.Release == release && one.Rehearsed);
        return new ModelBehaviour(served, audited, rehearsed);
    }
}
