using System.Security.Cryptography;

using MLSecOps.Contracts.Hub;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Attestation;

/// <summary><c>attest show</c> on our own messages; those of others are in the scripts and in Trust's vector tests.</summary>
public sealed class AttestShowTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    private readonly SampleFleet _fleet = new(Path.Combine(sample.Folder, "acme"));

    private string HubKey => Path.Combine(sample.Folder, "acme", "hub", "signer.pem");

    [Fact]
    public async Task An_appraisal_is_shown_and_its_signature_checked()
    {
        byte[] appraisal = _fleet.Bundle().Appraisal;
        MlsecRun run = await Show(appraisal, "--public-key", HubKey);

        Assert.True(run.ExitCode == 0, run.ToString());
        Golden.Matches("attest/show.txt", Stable(run.Output));
        Golden.Matches("attest/show.json", Stable((await Show(appraisal, "--public-key", HubKey, "--json")).Output));
    }

    [Fact]
    public async Task Another_key_rejects_it()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ScratchFolder folder = new();
        string key = folder.Write("other.pem", System.Text.Encoding.ASCII.GetBytes(other.ExportSubjectPublicKeyInfoPem()));
        MlsecRun run = await Show(_fleet.Bundle().Appraisal, "--public-key", key);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("[COSE_SIGNATURE_INVALID]", run.Error, StringComparison.Ordinal);
        Assert.Contains("REJECTED", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_challenge_and_bundle_are_told_apart()
    {
        EvidenceBundle bundle = _fleet.Bundle();
        Assert.Contains("kind      MLSecOps evidence in COSE_Sign1", (await Show(bundle.Evidence)).Output, StringComparison.Ordinal);
        Assert.Contains("kind      MLSecOps challenge in COSE_Sign1", (await Show(bundle.Challenge, "--public-key", HubKey)).Output, StringComparison.Ordinal);
        Assert.Contains("kind      MLSecOps evidence bundle", (await Show(SampleFleet.Text(bundle))).Output, StringComparison.Ordinal);

        // What stands around the signed parts is signed by nobody: with a key, that is never trusted.
        MlsecRun run = await Show(SampleFleet.Text(bundle), "--public-key", HubKey);
        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("TRUSTED", run.Output, StringComparison.Ordinal);
    }

    private static string Stable(string text) => System.Text.RegularExpressions.Regex.Replace(
        System.Text.RegularExpressions.Regex.Replace(AttestTests.Stable(text), @"\d{10} \(", "0 ("), @"3082[0-9a-f]{60}…|sha256:[0-9a-f]{64}|/tmp/[^ ""]+message|\(\d+ bytes\)", "~");

    private static async Task<MlsecRun> Show(byte[] message, params string[] flags)
    {
        using ScratchFolder folder = new();
        folder.Write("message", message);
        return await new Mlsec(folder.Path).Run(["attest", "show", "message", .. flags]);
    }
}
