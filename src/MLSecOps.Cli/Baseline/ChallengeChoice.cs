using MLSecOps.Core.Challenge;

namespace MLSecOps.Cli.Baseline;

/// <summary>How hubs may challenge the model.</summary>
/// <param name="Challenge">As the suite states it.</param>
/// <param name="Revealed">Share of changed copies that one challenge reveals; null where none could be made.</param>
internal sealed record ChallengeChoice(ModelChallenge Challenge, double? Revealed);
