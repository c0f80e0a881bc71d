namespace MLSecOps.Contracts.Commands;

/// <summary>One claim on which a status rests, in JSON.</summary>
/// <param name="Aspect">Such as <c>file-system</c> (draft-ietf-rats-ar4si, 2.3.4).</param>
/// <param name="Status">What it amounts to there.</param>
/// <param name="Claim">Name of the claim.</param>
/// <param name="Reason">Reason code when it is not affirming.</param>
/// <param name="Expected">What would have been.</param>
/// <param name="Found">What the evidence has.</param>
public sealed record ExplanationEntry(string Aspect, string Status, string Claim, string? Reason, string? Expected, string? Found);
