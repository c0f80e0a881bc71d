using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The shipped worker of another kind of machine, under an emulator that tests/arm64-smoke names: the same inputs, the same answers.</summary>
public sealed class ForeignMachineTests
{
    /// <summary>A command line that runs the worker, split at spaces; set by tests/arm64-smoke.</summary>
    private const string Command = "MLSEC_FOREIGN_WORKER";

    [Fact]
    public async Task The_sample_model_answers_its_golden_inputs_there_too()
    {
        string model = Path.Combine(Root, "packaging/samples/fashion-mnist/model");
        Dictionary<string, byte[]> vectors = Directory
            .EnumerateFiles(Path.Combine(model, "sanity"), "*.pb", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Path.Combine(model, "sanity"), file), File.ReadAllBytes);
        byte[] job = JobBytes.Of(File.ReadAllBytes(Path.Combine(model, "model.onnx")), File.ReadAllBytes(Path.Combine(model, "sanity/suite.json")), vectors);
        byte[] said = await RunAsync("rehearse-insecure-unlocked", job);
        Assert.True(RehearsalReportParser.Parse(said).TryGet(out RehearsalReport? report, out FormatFault? fault), fault?.ToString());
        Assert.IsType<TrustVerdict.Trusted>(report.Outcome.Verdict);
        Assert.Equal("arm64", report.Engine.Architecture);
        Assert.Equal(8, report.Outcome.Comparisons.Count);
        Assert.NotEmpty(report.Gaps);
    }

    /// <summary>A hub on this machine does not find an honest device of the other one: over several nonces, every challenge is held.</summary>
    [Fact]
    public async Task The_sample_model_is_held_there_as_well_as_here()
    {
        const int nonces = 25;
        ModelChallenge challenge = new(4, [new InputDescription("image", ElementType.Float32, [1, 1, 28, 28], new ValueRange.Floats(0, 1, 8))]);
        byte[] model = File.ReadAllBytes(Path.Combine(Root, "packaging/samples/fashion-mnist/model/model.onnx"));
        Tensor[] inputs = [.. Enumerable.Range(0, nonces).SelectMany(nonce => Inputs(challenge, nonce))];
        byte[] said = await RunAsync("infer-insecure-unlocked", JobBytes.Of(
        [
            (JobPartKind.Model, "model.onnx", model),
            .. inputs.Select((input, run) => (JobPartKind.Vector, new VectorFileName(RunName.Of(run), true, 0).Name, TensorProtoWriter.Write(input))),
        ]));
        Assert.True(AnswerReportParser.Parse(said, inputs.Length).TryGet(out AnswerReport? report, out FormatFault? fault), fault?.ToString());
        InferenceEngine.Load();
        using var session = new ModelSession(model);
        SanitySuite suite = SanitySuiteParser.Parse(File.ReadAllBytes(Path.Combine(Root, "packaging/samples/fashion-mnist/model/sanity/suite.json")))
            .Match(read => read, broken => throw new InvalidOperationException(broken.Expected));
        for (int first = 0; first < inputs.Length; first += challenge.Count)
        {
            ChallengeOutcome outcome = ChallengeJudge.Judge(suite, report.Profile, [.. Enumerable.Range(first, challenge.Count).Select(run => new ChallengeAnswer(
                run - first, session.Run([inputs[run]], session.Outputs), report.Answers[run].Outputs))]);
            Assert.IsType<TrustVerdict.Trusted>(outcome.Verdict);
        }

        Assert.Equal("arm64-cpu", report.Profile);
    }

    private static IEnumerable<Tensor> Inputs(ModelChallenge challenge, int nonce)
    {
        ChallengeSeed seed = new(SHA256.HashData([(byte)nonce]), new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 }, Sha256Digest.Of([1]), 0);
        return ChallengeInputs.TryExpand(seed, challenge, out IReadOnlyList<IReadOnlyList<Tensor>>? inputs, out Check? fault)
            ? inputs.Select(input => input[0]) : throw new InvalidOperationException(fault.ToString());
    }

    // An emulator of user programs has no system-call filter: the jobs that say so are the only ones that run there.
    private static async Task<byte[]> RunAsync(string name, byte[] job)
    {
        string? command = Environment.GetEnvironmentVariable(Command);
        Assert.SkipWhen(string.IsNullOrEmpty(command), "runs in tests/arm64-smoke, which has the emulator");
        string[] words = command!.Split(' ');
        ProcessStartInfo start = new(words[0], [.. words[1..], name]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process worker = Process.Start(start)!;
        using MemoryStream said = new();
        Task reading = worker.StandardOutput.BaseStream.CopyToAsync(said, TestContext.Current.CancellationToken);
        await worker.StandardInput.BaseStream.WriteAsync(job, TestContext.Current.CancellationToken);
        worker.StandardInput.Close();
        await reading;
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, worker.ExitCode);
        return said.ToArray();
    }

    private static string Root => typeof(ForeignMachineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;
}
