using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage.Tests.Contract;

/// <content>Tokens, keys, TPMs and floors: who a device is.</content>
public abstract partial class HubStoreContract
{
    [Fact]
    public void A_token_enrols_once()
    {
        Store.Write(write => write.AddToken(Samples.Token()));

        Assert.True(Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device())));
        Assert.Equal(Samples.Device().Enrolled, Store.FindToken(Samples.Digest("secret"))!.Used);

        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device(key: "another"))));
        Same(Samples.Device(), Store.FindDevice(Samples.Ueid));
    }

    [Fact]
    public void A_renewed_key_is_taken_once_and_the_one_before_stays_ended()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.PutKey(Samples.Key("next")));
        Store.Write(write =>
        {
            write.TakeKey(Samples.Digest("next"));
            write.PutDevice(Samples.Device(key: "next"));
            write.PutKey(Samples.Key("key", Samples.Noon, KeyEnd.Superseded));
        });
        Assert.Null(Store.FindKey(Samples.Digest("next")));
        Assert.Equal(Samples.Digest("next"), Store.FindDevice(Samples.Ueid)!.Key);
        Store.Write(write => write.TakeKey(Samples.Digest("key")));
        Assert.Equal(KeyEnd.Superseded, Store.FindKey(Samples.Digest("key"))!.Cause);
    }

    [Fact]
    public void A_device_keeps_its_standing_until_it_stands_up_again()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.PutDevice(Samples.Device() with { Standing = DeviceStanding.Retired, StandingSince = Samples.Noon }));
        Assert.Equal(DeviceStanding.Retired, Assert.Single(Store.Devices()).Standing);
        Assert.Equal(Samples.Noon, Store.FindDevice(Samples.Ueid)!.StandingSince);
        Store.Write(write => write.PutDevice(Samples.Device(key: "again")));
        Assert.Equal(DeviceStanding.Enrolled, Store.FindDevice(Samples.Ueid)!.Standing);
        Assert.Null(Store.FindDevice(Samples.Ueid)!.StandingSince);
    }

    [Fact]
    public void Floors_never_fall_and_lists_only_rise()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write =>
        {
            write.RaiseFloors(Samples.Ueid, [new AttestedFloor("vision", 7)]);
            write.RaiseFloors(Samples.Ueid, [new AttestedFloor("vision", 3)]);
            write.PutRevocationList(Samples.RevocationList(3));
            write.PutRevocationList(Samples.RevocationList(4));
        });
        Assert.Equal([new AttestedFloor("vision", 7)], Store.FloorsOf(Samples.Ueid));
        Assert.Equal(4, Store.NewestRevocationList()!.Number);
        Assert.Throws<StorageException>(() => Store.Write(write => write.PutRevocationList(Samples.RevocationList(4))));
    }

    [Fact]
    public void A_token_that_enrols_again_says_so_and_is_used_once()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.AddToken(Samples.Token("again") with { Reenrols = true }));
        Assert.True(Store.FindToken(Samples.Digest("again"))!.Reenrols);
        Assert.False(Store.Write(write => write.UseToken(Samples.Digest("again"), Samples.Other, Samples.Noon)));
        Assert.True(Store.Write(write => write.UseToken(Samples.Digest("again"), Samples.Ueid, Samples.Noon)));
        Assert.False(Store.Write(write => write.UseToken(Samples.Digest("again"), Samples.Ueid, Samples.Noon)));
    }

    [Fact]
    public void A_TPM_comes_back_as_it_was_and_is_one_device_s()
    {
        Store.Write(write =>
        {
            foreach (string ueid in (string[])[Samples.Ueid, Samples.Other])
            {
                write.PutDevice(Samples.Device(ueid, $"key of {ueid}"));
            }

            write.PutTpmChallenge(Samples.TpmChallenge("old"));
            write.PutTpmChallenge(Samples.TpmChallenge());
        });
        Assert.Null(Store.FindTpmChallenge("old"));
        Assert.Equivalent(Samples.TpmChallenge(), Store.FindTpmChallenge("aa"), strict: true);
        Store.Write(write => write.PutTpm(Samples.Tpm() with { Clock = null }));
        Store.Write(write => write.PutTpm(Samples.Tpm()));
        // Bound: the challenge is used up.
        Assert.Null(Store.FindTpmChallenge("aa"));
        Assert.Equivalent(Samples.Tpm(), Store.FindTpm(Samples.Ueid), strict: true);
        Assert.Equivalent(Samples.Tpm(), Store.FindTpm(Samples.Digest("ek")), strict: true);
        Assert.Equivalent(Samples.Tpm(), Assert.Single(Store.Tpms()), strict: true);
        // Whatever the caller forgot to ask: another device never takes it over.
        Assert.Throws<StorageException>(() => Store.Write(write => write.PutTpm(Samples.Tpm(Samples.Other))));
        Assert.Equal(Samples.Ueid, Store.FindTpm(Samples.Digest("ek"))!.Ueid);
        Store.Write(write => write.ForgetTpm(Samples.Ueid));
        Assert.Empty(Store.Tpms());
        // Its evidence stays attributable.
        Assert.Equal(Samples.Tpm().AttestationKey.ToArray(), Store.FindAttestationKey(Sha256Digest.Of(Samples.Tpm().AttestationKey.Span)));
        Assert.Null(Store.FindAttestationKey(Samples.Digest("another")));
    }

    [Fact]
    public void An_unknown_token_enrols_nobody()
    {
        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("guessed"), Samples.Device())));
        Assert.Empty(Store.Devices());
    }

    [Fact]
    public void A_token_enrols_no_other_device_than_its_own()
    {
        Store.Write(write => write.AddToken(Samples.Token()));
        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device(Samples.Other))));
        Assert.Empty(Store.Devices());
        Assert.Null(Store.FindToken(Samples.Digest("secret"))!.Used);
    }

    [Fact]
    public void A_second_token_for_an_enrolled_device_stays_unused()
    {
        Store.Enrol(Samples.Ueid);
        Store.Write(write => write.AddToken(Samples.Token("second")));
        Assert.False(Store.Write(write => write.Redeem(Samples.Digest("second"), Samples.Device(key: "another"))));
        Assert.Null(Store.FindToken(Samples.Digest("second"))!.Used);
        Same(Samples.Device(), Store.FindDevice(Samples.Ueid));
    }

    [Fact]
    public async Task Of_many_who_redeem_one_token_at_once_one_succeeds()
    {
        Store.Write(write => write.AddToken(Samples.Token()));
        bool[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.Write(write => write.Redeem(Samples.Digest("secret"), Samples.Device(key: $"key {i}"))), TestContext.Current.CancellationToken)));
        Assert.Equal(1, results.Count(won => won));
        Assert.Equal(Samples.Digest($"key {Array.IndexOf(results, true)}"), Assert.Single(Store.Devices()).Key);
    }
}
