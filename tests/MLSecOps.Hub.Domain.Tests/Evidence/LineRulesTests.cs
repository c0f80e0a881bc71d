using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Evidence;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Domain.Tests.Evidence;

/// <summary>One device that goes on, a repeated message, a device that was put back, two copies: each by what only its key's owner can have signed, and when.</summary>
public sealed class LineRulesTests
{
    private static readonly StoredRecord[] Chain = Some.Chain(9);
    private static readonly StoredRecord[] Branch = [.. Chain[..6], .. Continue(Chain[5], 3, 0xB0)];

    private DeviceState _state = new(Some.Ueid) { Acknowledged = Some.Position(Chain[8]) };
    private DateTimeOffset _now = Some.Noon;
    private EvidenceStep? _step;

    [Fact]
    public void A_device_that_goes_on_and_starts_again_is_one_device()
    {
        Attest(Chain[3]);
        Attest(Chain[5]);
        Attest(Chain[5], boot: "b2");
        Attest(Chain[7], boot: "b3");
        Assert.Equal(("b3", "b2"), (_state.Memory.Boot, _state.Memory.BootBefore));
        Assert.Empty(_step!.Changes.Findings);
    }

    [Fact]
    public void What_is_behind_and_answers_a_nonce_that_was_open_before_may_be_an_old_message()
    {
        Attest(Chain[7]);
        Attest(Chain[5], newer: false);
        Assert.False(_step!.Counts);
        Assert.Equal("EVIDENCE_REPLAYED", Found());
    }

    [Fact]
    [RedTeam("G5", "Restores a device from a backup, and lets it go on from there", typeof(LineRules), "CHAIN_FORK")]
    public void What_is_behind_and_answers_a_new_nonce_is_a_device_that_was_put_back()
    {
        Attest(Chain[7]);
        Attest(Chain[5]);
        Assert.True(_step!.Counts);
        Assert.Equal("CHAIN_FORK", Found());
        Assert.Equal("evidence for a new nonce is behind: it commits to record 6, and evidence before to record 8", _step.Changes.Findings[0].Detail);
        Assert.Equal((Some.Position(Chain[5]), Some.Position(Chain[7])), (_state.Committed, _state.Memory.Parted));
    }

    [Fact]
    public void Another_record_in_a_place_of_the_chain_is_a_fork_whatever_the_nonce()
    {
        Attest(Chain[7]);
        Attest(Branch[6], newer: false);
        Assert.Equal("CHAIN_FORK", Found());
    }

    [Fact]
    [RedTeam("G5", "Copies a device with its key, and lets both attest in turn", typeof(LineRules), "DEVICE_CLONED")]
    public void Two_ways_of_the_chain_that_attest_in_turn_are_two_copies()
    {
        Attest(Chain[7]);
        Attest(Branch[6]);
        Assert.Equal("CHAIN_FORK", Found());
        Attest(Chain[8]);
        Assert.Equal("DEVICE_CLONED", Found());
        Assert.Equal("evidence for new nonces commits in turn to record 7 and to record 9 of chains that exclude each other", _step!.Changes.Findings[0].Detail);
        Attest(Branch[8]);
        Assert.Contains(Found(), new[] { "DEVICE_CLONED", "CHAIN_FORK" });
    }

    [Fact]
    public void An_epoch_that_attests_again_after_its_end_is_a_fork_and_the_next_turn_a_copy()
    {
        StoredRecord[] later = Some.Chain(3, Some.LaterEpoch);
        Attest(Chain[7]);
        _state = _state with { Acknowledged = Some.Position(later[1]) };
        Attest(later[1]);
        Assert.Empty(_step!.Changes.Findings);
        Attest(Chain[8]);
        Assert.Equal("CHAIN_FORK", Found());
        Attest(later[2]);
        Assert.Equal("DEVICE_CLONED", Found());
    }

    [Fact]
    [RedTeam("G5", "Runs a copied image on a second machine beside the first", typeof(LineRules), "DEVICE_CLONED")]
    public void A_start_of_the_system_that_attests_after_a_later_one_is_a_second_machine()
    {
        Attest(Chain[5], boot: "b1");
        Attest(Chain[6], boot: "b2");
        Attest(Chain[7], boot: "b1");
        Assert.Equal("DEVICE_CLONED", Found());
    }

    [Fact]
    public void A_message_of_the_start_before_that_comes_late_is_no_copy()
    {
        Attest(Chain[5], boot: "b1");
        Attest(Chain[6], boot: "b2");
        Attest(Chain[6], boot: "b1", newer: false);
        Assert.DoesNotContain(_step!.Changes.Findings, finding => finding.Reason == "DEVICE_CLONED");
    }

    [Fact]
    public void Records_that_were_edited_on_their_way_do_not_make_a_copy_of_an_honest_device()
    {
        Attest(Chain[4]);
        StoredRecord[] forged = [.. Chain[..6], Some.Altered(Chain[6]), .. Chain[7..]];
        Attest(Chain[6], stored: forged);
        Assert.Equal("CHAIN_FORK", Found());
        Attest(Chain[8], stored: forged);
        Assert.Empty(_step!.Changes.Findings);
    }

    [Theory]
    [InlineData(-365, "DEVICE_CLOCK_WRONG", "it says 2025-11-20T12:10:00Z, which is 365 days behind the hub's clock")]
    [InlineData(1, "DEVICE_CLOCK_WRONG", "it says 2026-11-21T12:10:00Z, which is 24 hours ahead of the hub's clock")]
    [InlineData(0, null, null)]
    [RedTeam("G5", "Sets the device's clock back a year", typeof(EvidenceRules), "DEVICE_CLOCK_WRONG")]
    public void The_device_s_clock_is_compared_with_the_hub_s_and_decides_nothing(int days, string? reason, string? detail)
    {
        Attest(Chain[5], off: TimeSpan.FromDays(days));
        Assert.True(_step!.Counts);
        Assert.Equal(_now, _state.EvidenceAt);
        Assert.Equal((reason, detail), (Found(), _step.Changes.Findings.FirstOrDefault()?.Detail));
    }

    [Fact]
    public void A_clock_that_is_right_again_ends_the_finding()
    {
        Attest(Chain[5], open: [Some.Noticed("DEVICE_CLOCK_WRONG")]);
        Assert.Equal((_now, "its clock is right again"), (_step!.Changes.Findings.Single().Closed, _step.Changes.Findings.Single().ClosedBy));
    }

    [Fact]
    public void A_new_key_ends_what_was_found_about_the_old_one()
    {
        Finding[] open = [Some.Noticed("DEVICE_CLONED"), Some.Noticed("CHAIN_FORK", id: 2), Some.Noticed("MODEL_DIGEST_MISMATCH", id: 3) with { Model = "keyword-spotter" }, Some.Noticed("DEVICE_SILENT", id: 4)];
        Assert.Equal([1, 2], FindingRules.OfReenrolment(open, _now).Findings.Select(finding => finding.Id));
    }

    private static StoredRecord[] Continue(StoredRecord last, int length, byte mark)
    {
        List<StoredRecord> more = [];
        for (int i = 0; i < length; i++)
        {
            more.Add(Some.Link(last.Epoch, last.Sequence + 1, last.Link, last.Type, [mark]));
            last = more[^1];
        }

        return [.. more];
    }

    private string? Found() => _step!.Changes.Findings.FirstOrDefault()?.Reason;

    private void Attest(StoredRecord head, bool newer = true, string boot = "b1", StoredRecord[]? stored = null, TimeSpan off = default, IReadOnlyList<Finding>? open = null)
    {
        _now += TimeSpan.FromMinutes(10);
        DateTimeOffset asked = newer ? _now - TimeSpan.FromSeconds(1) : _now - TimeSpan.FromMinutes(11);
        AppraisedClaims claims = new(Some.Position(head), "enforce", "0.1.0", [], []) { Boot = boot, IssuedAt = (newer ? _now : asked) + off };
        _step = EvidenceRules.Take(
            _state, new Appraised(2, _now, Verdict.Trusted, null, claims) { Asked = asked }, open ?? [], (epoch, sequence) => Find(stored ?? Chain, epoch, sequence));
        _state = _step.State;
    }

    private static Sha256Digest? Find(StoredRecord[] stored, string epoch, long sequence) => epoch == Some.Epoch && sequence <= stored.Length
        ? stored[sequence - 1].Link
        : epoch == Some.LaterEpoch && sequence <= 2 ? Some.Chain(3, Some.LaterEpoch)[sequence - 1].Link : null;
}
