using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Page.Text;

/// <summary>A state as it is shown: a word, a shape and a tone, in this order of importance.</summary>
/// <param name="Word">The word.</param>
/// <param name="Shape">Name of the icon; differs wherever the word does.</param>
/// <param name="Tone">The colour's meaning.</param>
public sealed record Sign(string Word, string Shape, Tone Tone)
{
    /// <summary>Verdict axis. A verdict that is not fresh keeps its word and loses its green: it says what was proven, not what is.</summary>
    public static Sign Of(Verdict verdict, Freshness freshness) => verdict switch
    {
        Verdict.Trusted => new("Trusted", freshness == Freshness.Fresh ? "check" : "check-hollow", freshness == Freshness.Fresh ? Tone.Good : Tone.Quiet),
        Verdict.Rejected => new("Rejected", "cross", Tone.Bad),
        _ => new("Inconclusive", "question", Tone.Doubt),
    };

    /// <summary>Freshness axis.</summary>
    public static Sign Of(Freshness freshness) => freshness switch
    {
        Freshness.Fresh => new("Fresh", "fresh", Tone.Good),
        Freshness.Stale => new("Stale", "stale", Tone.Doubt),
        _ => new("Never", "never", Tone.Doubt),
    };

    /// <summary>Enforcement axis, from evidence; null before any.</summary>
    public static Sign OfMode(string? mode) => mode switch
    {
        "enforce" => new("Enforce", "shield", Tone.Quiet),
        "observe" => new("Observe", "eye", Tone.Doubt),
        _ => new("Unknown", "unknown", Tone.Quiet),
    };

    /// <summary>A severity's word, from records; unknown words are shown as they are, quietly.</summary>
    public static Sign OfSeverity(string severity) => severity switch
    {
        "critical" => new("Critical", "octagon", Tone.Bad),
        "error" => new("Error", "cross", Tone.Bad),
        "warning" => new("Warning", "triangle", Tone.Doubt),
        "notice" => new("Notice", "dot", Tone.Quiet),
        "info" => new("Info", "ring", Tone.Quiet),
        _ => new(VisibleText.Of(severity, 20), "ring", Tone.Quiet),
    };

    /// <summary>A tier of an appraisal.</summary>
    public static Sign OfTier(string tier) => tier switch
    {
        "affirming" => new("Affirming", "check", Tone.Good),
        "warning" => new("Warning", "triangle", Tone.Doubt),
        "contraindicated" => new("Contraindicated", "cross", Tone.Bad),
        _ => new("None", "question", Tone.Quiet),
    };

    /// <summary>Where a device of a rollout stands.</summary>
    public static Sign OfRollout(string state) => state switch
    {
        RolloutRules.Running => new("Running", "check", Tone.Good),
        RolloutRules.Failed => new("Failed", "cross", Tone.Bad),
        RolloutRules.Superseded => new("Superseded", "unknown", Tone.Quiet),
        _ => new("Waiting", "stale", Tone.Quiet),
    };

    /// <summary>What publishers said against a release.</summary>
    public static Sign Of(Withdrawal withdrawal) => new(withdrawal.Reason == PolicyReasons.ReleaseRecalled ? "Recalled" : "Too old", "octagon", Tone.Bad);

    /// <summary>Worst first: 0 is the worst.</summary>
    public static int RankOfSeverity(string severity) => severity switch
    {
        "critical" => 0,
        "error" => 1,
        "warning" => 2,
        "notice" => 3,
        "info" => 4,
        _ => 5,
    };
}
