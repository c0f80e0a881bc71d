namespace MLSecOps.Formats.Eat;

/// <summary>One claim on which a status rests, and what it amounted to.</summary>
/// <param name="Aspect">The aspect it speaks to.</param>
/// <param name="Value">What it amounts to there; the vector has the worst of its rows, except that rows which the policy does not require are only listed.</param>
/// <param name="Claim">Name of the claim, such as <c>disk</c> or <c>measres.rehearsal</c>: 1 to 160 visible ASCII characters without spaces.</param>
/// <param name="Reason">Reason code when it is not affirming; null when it is.</param>
/// <param name="Expected">What would have been affirming; null when that goes without saying. Visible ASCII.</param>
/// <param name="Found">What the evidence has; null when it has nothing. Visible ASCII.</param>
public sealed record EarExplanation(TrustAspect Aspect, sbyte Value, string Claim, string? Reason, string? Expected, string? Found);
