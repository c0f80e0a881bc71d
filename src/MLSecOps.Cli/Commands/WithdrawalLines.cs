using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary>What publishers said against a release, as people read it.</summary>
internal static class WithdrawalLines
{
    /// <summary>Nothing where nothing is against it.</summary>
    public static IEnumerable<Line> Of(HubWithdrawal? withdrawal)
    {
        if (withdrawal is not null)
        {
            yield return $"withdrawn {withdrawal.Why}; {(withdrawal.Fallback is { } back ? string.Create(CultureInfo.InvariantCulture, $"back to release {back}") : "stop")} ({withdrawal.Reason})";
            yield return string.Create(CultureInfo.InvariantCulture, $"          by bulletin {withdrawal.BulletinVersion}, signed by {string.Join(", ", withdrawal.Signers)}, given to the hub {withdrawal.Posted} by {withdrawal.PostedBy}");
        }
    }
}
