using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Hub.Ingest;

/// <summary>Remembers the floors that evidence states, and hands them back to a device whose evidence says that it lost them (G2): as a minimum, for the very epoch of its chain.</summary>
internal static class FloorDesk
{
    /// <summary>Takes evidence that counts.</summary>
    public static void Take(IHubTransaction database, EvidenceVerification evidence, DateTimeOffset now, Outbox outbox)
    {
        if (evidence is not { Verdict: TrustVerdict.Trusted, Claims: { } claims })
        {
            return;
        }

        string ueid = claims.Ueid.Hex;
        if (!claims.Coverage.Any(gap => gap.What is EvidenceProfile.FloorsCoverage or EvidenceProfile.UpdatesCoverage))
        {
            database.RaiseFloors(ueid, [.. claims.Models.Where(model => model.Floor > 0).Select(model => new AttestedFloor(model.Model, model.Floor))]);
            database.Write(FindingRules.End(
                database.Open(ueid).Where(finding => finding.Model is null && finding.Reason == StoreReasons.StateLost.Code), "evidence states floors again", now));
            database.Write(FindingRules.OfSeen(IdentityEvents.FloorsProven, "evidence states floors again", database.Open(ueid), now));
            return;
        }

        if (!claims.Coverage.Any(gap => gap.What == EvidenceProfile.FloorsCoverage))
        {
            return;
        }

        ModelFloor[] floors = [.. database.FloorsOf(ueid).Take(FloorStatement.MostModels).Select(floor => new ModelFloor(floor.Model, floor.Floor))];
        outbox.Floors(new FloorStatement(claims.Ueid, claims.Chain.Epoch, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), floors));
        database.Write(FindingRules.NoticeOnce(ueid, null, StoreReasons.StateLost, $"{floors.Length} floor(s) handed back for this epoch of its chain", database.Open(ueid), now));
    }
}
