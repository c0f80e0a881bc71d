using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The whole judgement of a package. No mutation is trusted with another manifest, or hands out another payload, than the publisher signed; each refusal has its reason, each check its outcome.</summary>
internal sealed class PackageVerdictTarget : FuzzTarget
{
    private readonly Lazy<TrustPolicy> _policy = new(() => new TrustPolicy(new RolePolicy([Corpus.Context("package-verdict", "anchor.der")])));
    private readonly Lazy<Sha256Digest> _manifest = new(() => Sha256Digest.Of(Corpus.Context("package-verdict", "manifest.json")));

    public override string Name => "package-verdict";

    public override IGrammar Grammar { get; } = new TarGrammar();

    // A window of 1 MiB for each.
    public override int Mutations => 3_000;

    public override int BytesAlways => 4 << 20;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        CollectingSink sink = new();
        PackageAppraisal appraisal = PackageVerifier.Verify(new MemoryByteSource(input), _policy.Value, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, sink, default);
        bool trusted = appraisal.Verdict is TrustVerdict.Trusted;
        string outcome = appraisal.Verdict.Match(_ => "accepted", rejected => Describe(rejected), open => Describe(open));
        return new Reading(trusted, outcome, null, () => Check(appraisal, sink));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        SamplePackage sample = new() { Files = [("model.onnx", FileRole.Model, SamplePackage.Bytes(4500)), ("empty.bin", FileRole.Data, [])] };
        byte[] manifest = sample.ManifestBytes;
        byte[] signature = SamplePackage.Ok(DocumentSigner.Sign(manifest, ThrowAwayKeys.Publisher, [], SamplePackage.Now)).ToArray();
        byte[] other = new SamplePackage { Files = sample.Files, Change = model => model with { Release = 18 } }.ManifestBytes;
        yield return ("context/anchor.der", ThrowAwayKeys.Root.Anchor);
        yield return ("context/manifest.json", manifest);
        yield return ("valid-package", sample.Build(manifest, signature));
        yield return ("other-manifest", sample.Build(other, signature, sample.Manifest));
        yield return ("other-signer", sample.Build(manifest, SamplePackage.Ok(DocumentSigner.Sign(manifest, SigningAuthority.SelfSigned("Seed Stranger"), [], SamplePackage.Now)).ToArray()));
    }

    private static string Describe(TrustVerdict verdict)
    {
        Check failed = verdict.Checks.First(check => check.Outcome == CheckOutcome.Failed);
        return Reading.Words($"{failed.Reason} {failed.Expected}");
    }

    private void Check(PackageAppraisal appraisal, CollectingSink sink)
    {
        // Every file handed out is one that the signed manifest has, whole; and a trusted package has handed out all.
        BrokenInvariantException.Unless(sink.Files.Count == 0 || appraisal.ManifestDigest == _manifest.Value, "payload only under the signed manifest");
        foreach ((string path, byte[] content) in sink.Files)
        {
            ManifestFile file = appraisal.Manifest!.Files.Single(file => file.Path == path);
            BrokenInvariantException.Unless(VerityDigester.Measure(new MemoryByteSource(content), ManagedBlockHasher.Instance, null, default) == file.FsVerity, "payload with the signed digest");
        }

        if (appraisal.Verdict is TrustVerdict.Trusted)
        {
            BrokenInvariantException.Unless(appraisal.ManifestDigest == _manifest.Value && sink.Files.Count == appraisal.Manifest!.Files.Count && appraisal.Signers.Count > 0, "trusted: the signed manifest, all files, a signer");
        }

        BrokenInvariantException.Unless(appraisal.Checks.All(check => check.Outcome == CheckOutcome.Passed || check.Reason is not null), "a reason for each check that did not pass");
        BrokenInvariantException.Unless(CheckIdsOf(appraisal).IsSupersetOf(MLSecOps.Trust.CheckIds.OfPackage), "every check listed, run or not");
    }

    private static HashSet<string> CheckIdsOf(PackageAppraisal appraisal) => [.. appraisal.Checks.Select(check => check.Id)];
}
