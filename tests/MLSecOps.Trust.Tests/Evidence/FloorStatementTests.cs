using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Trust.Tests.Evidence;

/// <summary>Floors that are handed back: by the hub, for one device, for one loss.</summary>
public sealed class FloorStatementTests
{
    private static readonly Fleet Fleet = new();
    private static readonly ChainEpoch Epoch = SampleEvidence.Claims.Chain.Epoch;
    private static readonly FloorStatement Floors = new(SampleEvidence.Ueid(), Epoch, SampleEvidence.IssuedAt, [new ModelFloor("vision", 17)]);

    [Fact]
    public void What_the_hub_signed_for_this_epoch_counts()
    {
        HubStatement<FloorStatement> statement = Verify(Sign(Floors));
        Verdicts.AssertTrusted(statement.Verdict);
        Assert.Equal(new ModelFloor("vision", 17), Assert.Single(statement.Value!.Floors));
    }

    [Fact]
    [RedTeam("G2", "Replays the floors of an earlier loss, when they were lower", typeof(HubStatements), "FLOORS_FOR_OTHER")]
    [RedTeam("G2", "Brings a device the floors of another one", typeof(HubStatements), "FLOORS_FOR_OTHER")]
    public void Floors_are_for_one_device_and_one_loss()
    {
        HubStatement<FloorStatement> old = Verify(Sign(Floors with { Epoch = new ChainEpoch([9, .. new byte[15]]) }));
        Verdicts.AssertRejected(EvidenceReasons.FloorsForOther, old.Verdict);
        Assert.Null(old.Value);
        HubStatement<FloorStatement> other = Verify(Sign(Floors with { Ueid = SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff") }));
        Verdicts.AssertRejected(EvidenceReasons.FloorsForOther, other.Verdict);
        Assert.Null(other.Value);
    }

    [Fact]
    [RedTeam("G2", "Passes another statement of the hub, or a device's own words, for floors", typeof(HubStatements), "COSE_CONTENT_TYPE")]
    public void No_other_statement_passes_for_floors()
    {
        byte[] acknowledgement = HubStatements.SignAcknowledgement(SampleEvidence.Claims.Chain, Fleet.HubKey, [Fleet.Hub.RawData]);
        Assert.Null(Verify(acknowledgement).Value);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, Verify(acknowledgement).Verdict);
    }

    [Fact]
    public void No_changed_bit_is_trusted()
    {
        byte[] message = Sign(Floors);
        for (int bit = 0; bit < 8 * message.Length; bit += 3)
        {
            byte[] flipped = [.. message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Verify(flipped) is { Verdict: TrustVerdict.Trusted, Value: { } value } && (value.Floors.Count != 1 || value.Floors[0].Release != 17), $"bit {bit}");
        }
    }

    private static byte[] Sign(FloorStatement floors) => HubStatements.SignFloors(floors, Fleet.HubKey, [Fleet.Hub.RawData]);

    private static HubStatement<FloorStatement> Verify(byte[] message) => HubStatements.VerifyFloors(message, SampleEvidence.Ueid(), Epoch, Fleet.Anchors, Fleet.Now);
}
