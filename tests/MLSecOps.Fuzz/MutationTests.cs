using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Oms;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Tap;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Worker;
using MLSecOps.Fuzz.Engine;
using MLSecOps.TestKit;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Packages;

namespace MLSecOps.Fuzz;

/// <summary>A fixed number of mutations per target, the same in each run; <c>tests/run --soak</c> goes on for as long as one likes.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [RedTeam("G1", "Mutates a signed package, its members put right again, until another payload is trusted", typeof(PackageVerifier))]
    [RedTeam("G6", "Mutates packages until their reader crashes, hangs or takes too much memory", typeof(PackageReader))]
    [RedTeam("G6", "Mutates signed documents until their reader crashes, hangs or takes too much memory", typeof(DocumentReader))]
    [RedTeam("G6", "Mutates signatures, certificates, revocation lists and time-stamps until their reader crashes, hangs or takes too much memory", typeof(DerReader))]
    [RedTeam("G6", "Mutates evidence, appraisals, challenges and records until their reader crashes, hangs or takes too much memory", typeof(CborCursor))]
    [RedTeam("G6", "Mutates what TPMs attest until its reader crashes, hangs or takes too much memory", typeof(TpmReader))]
    [RedTeam("G6", "Mutates models and tensors until their reader crashes, hangs or takes too much memory", typeof(ProtobufReader))]
    [RedTeam("G6", "Mutates the worker's report, or a suite, until its reader crashes, hangs or takes too much memory", typeof(StrictJsonReader))]
    [RedTeam("G6", "Mutates OMS bundles and statements until their reader crashes, hangs or takes too much memory", typeof(OmsJson))]
    [RedTeam("G10", "Mutates tap messages until their reader crashes, hangs or takes memory", typeof(TapMessage))]
    [RedTeam("G10", "Mutates answers of HTTP servers until their reader crashes, hangs or takes too much memory", typeof(HttpResponse))]
    public void NoMutationBreaksAParser(string name)
    {
        FuzzTarget target = FuzzTargets.Named(name);
        Fuzzer fuzzer = Fuzzer.Over(target, 1);
        Crash? crash = fuzzer.Run(inputs => inputs < target.Mutations);
        Assert.True(crash is null, crash is null ? "" : Corpus.Save(target, crash));
        // Mutations that all end at the first check would hold of nothing.
        Assert.InRange(fuzzer.Outcomes.Count, target.LeastOutcomes, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fuzzer.Inputs} inputs, {fuzzer.Accepted} accepted, {fuzzer.Outcomes.Count} outcomes");
    }
}
