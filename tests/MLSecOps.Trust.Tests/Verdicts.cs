using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Tests;

/// <summary>What tests ask of verdicts.</summary>
internal static class Verdicts
{
    public static void AssertTrusted(TrustVerdict verdict) => Assert.True(verdict is TrustVerdict.Trusted, Describe(verdict));

    public static void AssertRejected(Reason reason, TrustVerdict verdict)
    {
        TrustVerdict.Rejected rejected = Assert.IsType<TrustVerdict.Rejected>(verdict);
        Assert.True(reason == rejected.Reason, $"expected {reason}\n{Describe(verdict)}");
    }

    public static void AssertInconclusive(Reason reason, TrustVerdict verdict) =>
        Assert.True(verdict is TrustVerdict.Inconclusive open && open.Reason == reason, Describe(verdict));

    private static string Describe(TrustVerdict verdict) =>
        $"{verdict.GetType().Name}\n{string.Join('\n', verdict.Checks.Select(check => $"{check.Outcome} {check.Id} {check.Subject} {check.Reason} expected {check.Expected} found {check.Found}"))}";
}
