using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Confinement;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>The job <c>infer</c> inside this process.</summary>
public sealed class InferenceTests
{
    private static readonly LockdownCoverage Locked = new(true, true, true, true, 0);
    private static readonly byte[] Add = SmallModel.OneNode("Add", 13, "A", "B");

    [Fact]
    public void Answers_each_run_in_its_order()
    {
        AnswerReport report = Run(Job(Add, (0, [10, 20], [1, 2]), (1, [5, 5], [-5, 0.5f])), 2);

        Assert.Null(report.Refusal);
        Assert.Equal(InferenceEngine.Profile, report.Profile);
        Assert.Equal([11, 22], Floats(report.Answers[0]));
        Assert.Equal([0, 5.5f], Floats(report.Answers[1]));
        Assert.Equal("Y", report.Answers[0].Outputs[0].Name);
    }

    [Fact]
    public void A_run_that_fails_leaves_the_others()
    {
        AnswerReport report = Run(Job(Add, (0, [1, 2, 3], [1, 2]), (1, [1, 2], [1, 2])), 2);

        Assert.Equal(RehearsalReasons.InferenceFailed, report.Answers[0].Failure!.Reason);
        Assert.Empty(report.Answers[0].Outputs);
        Assert.Equal([2, 4], Floats(report.Answers[1]));
    }

    [Fact]
    public void Says_why_nothing_ran()
    {
        byte[] input = SmallModel.Floats("A", 1, 2);
        (JobPartKind, string, byte[]) model = (JobPartKind.Model, "model.onnx", Add);

        Assert.Equal(RehearsalReasons.ModelNotLoadable, Run(Job(SmallModel.OneNode("NoSuchOperator", 13, "A", "B"), (0, [1, 2], [1, 2])), 1).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.ProtobufMalformed, Run(Job([0xff], (0, [1, 2], [1, 2])), 1).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.JobMalformed, Run(JobBytes.Of(model), 1).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.JobMalformed, Run(JobBytes.Of(model, (JobPartKind.Vector, "1/input_0.pb", input)), 1).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.JobMalformed, Run(JobBytes.Of(model, (JobPartKind.Suite, "suite.json", "{}"u8.ToArray()), (JobPartKind.Vector, "0/input_0.pb", input)), 1).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.VectorMismatch, Run(JobBytes.Of(model, (JobPartKind.Vector, "0/input_0.pb", input)), 1).Answers[0].Failure!.Reason);
    }

    [Fact]
    [RedTeam("G6", "Asks a worker that the kernel did not lock for answers", typeof(Inference), "WORKER_NOT_LOCKED")]
    public void Runs_nothing_without_the_lock_down()
    {
        byte[] job = Job(Add, (0, [1, 2], [1, 2]));
        LockdownCoverage open = Locked with { SystemCallFilter = false };

        Assert.Equal(SandboxReasons.NotLocked, Run(job, 1, open).Refusal!.Reason);
        Assert.Equal([2, 4], Floats(Run(job, 1, open, "infer-insecure-unlocked").Answers[0]));
    }

    private static byte[] Job(byte[] model, params (int Run, float[] A, float[] B)[] runs) => JobBytes.Of(
    [
        (JobPartKind.Model, "model.onnx", model),
        .. runs.SelectMany(run => new[]
        {
            (JobPartKind.Vector, $"{run.Run}/input_0.pb", SmallModel.Floats("A", run.A)),
            (JobPartKind.Vector, $"{run.Run}/input_1.pb", SmallModel.Floats("B", run.B)),
        }),
    ]);

    private static float[] Floats(RunAnswer answer)
    {
        ReadOnlyMemory<byte> data = answer.Outputs[0].Data;
        return [.. Enumerable.Range(0, data.Length / 4).Select(index => BinaryPrimitives.ReadSingleLittleEndian(data.Span[(index * 4)..]))];
    }

    private static AnswerReport Run(byte[] job, int runs, LockdownCoverage? coverage = null, string name = "infer")
    {
        using var output = new MemoryStream();
        Assert.Equal(0, WorkerProcess.Run([name], new MemoryStream(job), output, _ => coverage ?? Locked));
        return AnswerReportParser.Parse(output.ToArray(), runs).Match(report => report, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
    }
}
