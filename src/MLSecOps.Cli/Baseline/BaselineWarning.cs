using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Baseline;

/// <summary>What makes a suite weaker than it looks.</summary>
/// <param name="Reason">One of <see cref="BaselineReasons"/>.</param>
/// <param name="Detail">What it is here; may be text from outside.</param>
internal sealed record BaselineWarning(Reason Reason, string Detail);
