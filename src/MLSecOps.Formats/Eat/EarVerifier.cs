namespace MLSecOps.Formats.Eat;

/// <summary>Who appraised (claim ear_verifier_id).</summary>
/// <param name="Developer">Who made the verifier.</param>
/// <param name="Build">Which build.</param>
public sealed record EarVerifier(string Developer, string Build);
