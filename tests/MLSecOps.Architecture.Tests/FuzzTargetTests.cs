using System.Text.RegularExpressions;

namespace MLSecOps.Architecture.Tests;

/// <summary>Untrusted bytes have a type, a limit and a fuzz target.</summary>
public sealed partial class FuzzTargetTests
{
    // What has none of its own, and why.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["CertificateBag"] = "reads what CmsParser took apart; package-verdict goes through it",
        ["EvidenceParts"] = "in the hub; opens with CmwMessage, CoseSign1Parser and EvidenceParser, each of which has its own",
        ["CborItems"] = "under the target attestation-cbor",
        ["JsonItems"] = "under the target attestation-json",
        ["OmsJson"] = "under both targets of OMS",
        ["OmsMeasurement"] = "measures files; the statement that it gives is its own, read back",
        ["StrictJsonReader"] = "under the targets of reports, job, policy and suite",
        ["BomJsonReader"] = "under the target mlbom",
        ["NpyHeader"] = "under the target npy",
        ["RevealParts"] = "in the worker's program; frames are JobFraming's, the plan has the target reveal-plan",
        ["JobReader"] = "in the worker's program; the frames that it reads are JobFraming's",
    };

    [GeneratedRegex(@"^\s*(public|internal) static Parsed<")]
    private static partial Regex Reader();

    [Fact]
    public void Every_type_that_reads_untrusted_bytes_has_a_fuzz_target()
    {
        RepositoryFile[] targets = [.. Repository.Files.Where(file => file.Path.StartsWith("tests/MLSecOps.Fuzz/Targets/", StringComparison.Ordinal))];
        Assert.NotEmpty(targets);
        // Writers and signers give a Parsed because they read back what they made.
        string[] readers = [.. Repository.Sources.Where(file => file.Lines.Any(line => Reader().IsMatch(line)))
            .Select(file => file.Name[..file.Name.IndexOf('.')]).Where(name => !name.EndsWith("Writer", StringComparison.Ordinal) && !name.EndsWith("Signer", StringComparison.Ordinal))];
        Offenders.None(readers.Except(Exceptions.Keys)
            .Where(name => !targets.Any(file => file.Lines.Any(line => Regex.IsMatch(line, $@"\b{name}\b"))))
            .Select(name => $"{name} has no target in tests/MLSecOps.Fuzz/Targets; packaging/docs/how-to/run-the-tests.md says how to add one"));
        Assert.All(Exceptions.Keys, name => Assert.Contains(name, readers));
    }
}
