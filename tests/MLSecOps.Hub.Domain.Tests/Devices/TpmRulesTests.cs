using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Tests.Devices;

public sealed class TpmRulesTests
{
    private const string One = "01aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Two = "01bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_TPM_and_the_same_one_again_may_be_bound()
    {
        Assert.Null(TpmRules.Judge(Tpm(One, "ek"), null, null));
        Assert.Null(TpmRules.Judge(Tpm(One, "ek", "another key"), Tpm(One, "ek"), Tpm(One, "ek")));
    }

    [Fact]
    public void Another_TPM_and_another_device_s_TPM_may_not()
    {
        Assert.Equal(TpmReasons.EndorsementChanged, TpmRules.Judge(Tpm(One, "other"), Tpm(One, "ek"), null)?.Reason);
        Assert.Equal(TpmReasons.EndorsementTaken, TpmRules.Judge(Tpm(One, "ek"), null, Tpm(Two, "ek"))?.Reason);
        // Both at once: that the device changed is what concerns it.
        Assert.Equal(TpmReasons.EndorsementChanged, TpmRules.Judge(Tpm(One, "other"), Tpm(One, "ek"), Tpm(Two, "other"))?.Reason);
    }

    [Fact]
    public void Binding_again_lowers_nothing()
    {
        DeviceTpm own = Tpm(One, "ek") with { Tier = "tpm-measured-boot", MakerProven = true, Clock = new TpmReading(5, 6, 7) };
        DeviceTpm bound = TpmRules.Bind(Tpm(One, "ek"), own, Noon.AddDays(1));
        Assert.Equal(("tpm-measured-boot", true, new TpmReading(5, 6, 7), Noon.AddDays(1)), (bound.Tier, bound.MakerProven, bound.Clock, bound.Bound));
        // A newer certificate is judged for itself; without one, the one before stays.
        Assert.False(TpmRules.Bind(Tpm(One, "ek") with { Certificates = [new byte[] { 1 }] }, own, Noon).MakerProven);
        // Another key sees other counters.
        bound = TpmRules.Bind(Tpm(One, "ek", "another key"), own, Noon);
        Assert.Equal(("tpm-measured-boot", null), (bound.Tier, bound.Clock));
        Assert.Equal("tpm", TpmRules.Bind(Tpm(One, "ek"), null, Noon).Tier);
    }

    private static DeviceTpm Tpm(string ueid, string endorsement, string key = "key") =>
        new(ueid, Sha256Digest.Of(System.Text.Encoding.ASCII.GetBytes(endorsement)), System.Text.Encoding.ASCII.GetBytes(key), "tpm", false, Noon);
}
