using System.Text;

using MLSecOps.Formats.Tpm;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Tpm;

public sealed class CmwMessageTests
{
    private static readonly string Type = $"78{TpmEvidence.MediaType.Length:x2}{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(TpmEvidence.MediaType))}";

    [Fact]
    public void The_bytes_are_those_of_the_documented_map()
    {
        byte[] message = CmwMessage.Write([0xd2, 0x84], [0xa4]);
        Assert.Equal("a2" + "63656174" + "82" + "190107" + "42d284" + "6374706d" + "82" + Type + "41a4", Convert.ToHexStringLower(message));
        CmwMessage read = CmwMessage.Parse(message).Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal((0xd2, 0xa4), (message[read.EatOffset], message[read.TpmOffset]));
        Assert.Equal([0xd2, 0x84], read.Eat.ToArray());
        Assert.Equal([0xa4], read.Tpm.ToArray());
        Assert.True(CmwMessage.Looks(message));
        Assert.False(CmwMessage.Looks([0xd2, 0x84]) || CmwMessage.Looks([]));
    }

    // E = the member eat, M = the member tpm.
    [Theory]
    [InlineData("a2 M E", null)]
    [InlineData("a1 E", "CMW_MALFORMED")]
    [InlineData("a1 M", "CMW_MALFORMED")]
    [InlineData("a0", "CMW_MALFORMED")]
    [InlineData("a3 E M 6178 82 01 41aa", "EVIDENCE_CLAIM_UNKNOWN")]
    [InlineData("a3 E M 685f5f636d77635f74 6178", "EVIDENCE_CLAIM_UNKNOWN")]
    [InlineData("a3 E M 01 82 01 41aa", "CMW_MALFORMED")]
    [InlineData("a2 63656174 82 190108 41aa M", "CMW_MALFORMED")]
    [InlineData("a2 63656174 82 6178 41aa M", "CMW_MALFORMED")]
    [InlineData("a2 63656174 83 190107 41aa 04 M", "CMW_MALFORMED")]
    [InlineData("a2 63656174 82 190107 40 M", "CMW_MALFORMED")]
    [InlineData("a2 63656174 da63740107 41aa M", "CMW_MALFORMED")]
    [InlineData("a2 E 6374706d 82 6178 41a4", "CMW_MALFORMED")]
    [InlineData("a2 E E", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("82 190107 41aa", "CMW_MALFORMED")]
    [InlineData("a2 E M 00", "CBOR_TRAILING_BYTES")]
    public void The_form_is_the_one_of_the_documentation(string form, string? code)
    {
        string hex = form.Replace(" ", "").Replace("E", "63656174" + "82" + "190107" + "41aa").Replace("M", "6374706d" + "82" + Type + "41a4");
        Assert.Equal(code, CmwMessage.Parse(Convert.FromHexString(hex)).Match<string?>(_ => null, fault => fault.Reason.Code));
    }

    /// <summary>Collections of others are genuine and not ours.</summary>
    [Theory]
    [InlineData("collection-cbor-ok.cbor")]
    [InlineData("collection-cbor-ok-2.cbor")]
    [InlineData("collection-cbor-mixed-keys.cbor")]
    public void Collections_of_others_are_refused_as_such(string name)
    {
        string? path = SharedVectors.Find("attestation/veraison-cmw/testdata/" + name);
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        byte[] message = File.ReadAllBytes(path!);
        Assert.True(CmwMessage.Looks(message));
        Assert.Matches("CMW_MALFORMED|EVIDENCE_CLAIM_UNKNOWN|CBOR_MALFORMED", CmwMessage.Parse(message).Match(_ => "", fault => fault.Reason.Code));
    }
}
