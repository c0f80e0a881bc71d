using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Evidence;

/// <summary>What was found about a statement of the hub.</summary>
/// <param name="Verdict">The outcome, with every check. Only a trusted one may be acted on.</param>
/// <param name="Value">What it states; null when signature or form was refused.</param>
/// <typeparam name="T">What it states.</typeparam>
public sealed record HubStatement<T>(TrustVerdict Verdict, T? Value)
    where T : class;
