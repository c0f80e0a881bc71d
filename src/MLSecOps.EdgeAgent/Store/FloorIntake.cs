using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Takes floors that the hub hands back to a device that lost its own (G2): signed by the hub, for this device, for the epoch of its chain that began with the loss.</summary>
/// <param name="trust">Who may speak as the hub.</param>
/// <param name="epoch">The present epoch; null while there is none.</param>
/// <param name="areLost">Whether floors are lost: otherwise nothing is taken, whoever signed it.</param>
/// <param name="adopt">Takes them as a minimum; false when the disk refuses, and the hub says them again.</param>
internal sealed class FloorIntake(HubTrust trust, Func<ChainEpoch?> epoch, Func<bool> areLost, Func<IReadOnlyList<ModelFloor>, bool> adopt)
{
    /// <summary>Takes one message in.</summary>
    /// <param name="payload">Untrusted.</param>
    /// <param name="ueid">This device.</param>
    /// <returns>Why it was refused; null when it counts, or nothing is lost.</returns>
    public Refusal? Receive(ReadOnlyMemory<byte> payload, Ueid ueid)
    {
        if (!areLost() || epoch() is not { } now)
        {
            return null;
        }

        HubStatement<FloorStatement> statement = HubStatements.VerifyFloors(payload, ueid, now, trust.Hub, trust.Now);
        return statement is not { Verdict: TrustVerdict.Trusted, Value: { } floors } ? Refusal.Of(statement.Verdict, "down/floors")
            : adopt(floors.Floors) ? null
            : new Refusal(StoreReasons.StoreFailed, "the floors could not be kept");
    }
}
