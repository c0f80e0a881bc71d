using System.Text;
using System.Text.Json;

using MLSecOps.Core.Digests;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tests.Attestation;

namespace MLSecOps.Trust.Tests.Evidence;

/// <summary>Standard Python and openssl, which share no code with us, verify and read all that device and hub say to each other; evidence itself is in <see cref="EvidenceVerifierTests"/>.</summary>
public sealed class IndependentDecoderTests
{
    private static readonly Fleet Fleet = new();

    [Fact]
    public async Task A_challenge()
    {
        DateTimeOffset now = SampleEvidence.IssuedAt;
        Challenge challenge = new(SampleEvidence.Nonce, now, now.AddMinutes(5), ChallengeKind.Challenge, SampleEvidence.Ueid());
        JsonElement[] parts = [.. (await Decode("challenge", HubStatements.SignChallenge(challenge, Fleet.HubKey, [Fleet.Hub.RawData]))).EnumerateArray()];
        Assert.Equal(1, parts[0].GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SampleEvidence.Nonce), parts[1].GetString());
        Assert.Equal((now.ToUnixTimeSeconds(), now.AddMinutes(5).ToUnixTimeSeconds()), (parts[2].GetInt64(), parts[3].GetInt64()));
        Assert.Equal(SampleEvidence.Device, parts[4].GetString());
    }

    [Fact]
    public async Task An_acknowledgement()
    {
        ChainHead head = SampleEvidence.Claims.Chain;
        JsonElement map = await Decode("acknowledgement", HubStatements.SignAcknowledgement(head, Fleet.HubKey, [Fleet.Hub.RawData]));
        Assert.Equal((head.Epoch.Hex, head.Sequence, head.Digest.Hex), (map.GetProperty("1").GetString(), map.GetProperty("2").GetInt64(), map.GetProperty("3").GetString()));
    }

    /// <summary>The digest of the evidence is that of the message, as anybody can compute it.</summary>
    [Fact]
    public async Task An_appraisal()
    {
        ReadOnlyMemory<byte> evidence = Fleet.Sign();
        Ear ear = EvidenceAppraiser.Appraise(
            Fleet.Verify(evidence), new ReferenceValues([]), new AppraisalPolicy("urn:p", new EarVerifier("mlsec", "mlsec-hub 0.1.0")), SampleEvidence.IssuedAt);
        JsonElement claims = await Decode("appraisal", Fleet.Value(HubStatements.SignAppraisal(ear, Fleet.HubKey, [Fleet.Hub.RawData])).ToArray());
        Assert.Equal(Sha256Digest.Of(evidence.Span).Hex, claims.GetProperty("-75201").GetString());
        Assert.Equal(SampleEvidence.IssuedAt.ToUnixTimeSeconds(), claims.GetProperty("6").GetInt64());
        Assert.Equal("mlsec", claims.GetProperty("1004").GetProperty("0").GetString());
        JsonElement model = claims.GetProperty("266").GetProperty("model/vision");
        Assert.Equal(32, model.GetProperty("1000").GetInt32());
        Assert.Equal(33, model.GetProperty("1001").GetProperty("2").GetInt32());
    }

    [Fact]
    public async Task A_chain_link()
    {
        ChainLink link = ChainLink.First(SampleEvidence.Claims.Chain.Epoch, "mlsec.finding.v1", "warning", SampleEvidence.Digest("payload"));
        JsonElement[] parts = [.. (await Decode("link", link.Encode(), signed: false)).EnumerateArray()];
        Assert.Equal((link.Epoch.Hex, 1L, new string('0', 64)), (parts[0].GetString(), parts[1].GetInt64(), parts[2].GetString()));
        Assert.Equal(("mlsec.finding.v1", "warning", SampleEvidence.Digest("payload").Hex), (parts[3].GetString(), parts[4].GetString(), parts[5].GetString()));
    }

    private static async Task<JsonElement> Decode(string kind, byte[] message, bool signed = true)
    {
        Assert.SkipUnless(ToolRun.Exists("python3") && ToolRun.Exists("openssl"), "python3 or openssl is not installed");
        using ScratchFolder folder = new();
        string certificate = folder.Write("hub.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Fleet.Hub)));
        using JsonDocument document = JsonDocument.Parse(await ToolRun.Must("python3", DecoderScript.Path, kind, folder.Write("message", message), certificate));

        // The judge can also say no: to a changed signature, and to one kind in the place of another.
        if (signed)
        {
            byte[] forged = [.. message];
            forged[^1] ^= 1;
            Assert.Equal(1, (await ToolRun.Run("python3", DecoderScript.Path, kind, folder.Write("forged", forged), certificate)).ExitCode);
            Assert.Equal(1, (await ToolRun.Run("python3", DecoderScript.Path, "evidence", folder.Write("other", message), certificate)).ExitCode);
        }
        else
        {
            Assert.Equal(1, (await ToolRun.Run("python3", DecoderScript.Path, kind, folder.Write("cut", message[..^1]), certificate)).ExitCode);
        }

        return document.RootElement.Clone();
    }
}
