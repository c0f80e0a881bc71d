using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Confinement;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>The job inspect inside this process: what is read, when, and how it ends.</summary>
public sealed class InspectionJobTests
{
    private static readonly LockdownCoverage Locked = new(true, true, true, true, 0);

    private static readonly byte[] Model = SmallModel.OneNode("Add", 13, "A", "B");

    [Fact]
    public void Inspects_the_range_of_a_descriptor()
    {
        InspectionReport report = Inspect(Job(new InspectionJob(new InspectedFile("model.onnx", 3, Model.Length), null, null, false)), [0, 0, 0, .. Model, 9]);
        Assert.Null(report.Refusal);
        Assert.Equal(1, report.Model!.Nodes);
        Assert.Empty(report.Findings);
    }

    [Fact]
    [RedTeam("G6", "Gives an inspection to a worker that the kernel did not lock", typeof(WorkerProcess), "WORKER_NOT_LOCKED")]
    public void Reads_no_job_before_the_lock_down_nor_without_it()
    {
        using var input = new MemoryStream(Job(Whole));
        InspectionReport report = Run("inspect", input, Locked with { SystemCallFilter = false, FilterError = 22 }, () => Assert.Equal(0, input.Position));
        Assert.Equal(SandboxReasons.NotLocked, report.Refusal!.Reason);
        Assert.Equal(["no system-call filter (error 22)"], report.Gaps);
        Assert.Equal(0, input.Position);
    }

    [Fact]
    public void It_locks_itself_down_further_than_a_rehearsal()
    {
        LockdownProfile? asked = null;
        using var output = new MemoryStream();
        WorkerProcess.Run(["inspect"], Stream.Null, output, profile =>
        {
            asked = profile;
            return Locked;
        });
        Assert.Equal(LockdownProfile.Reading, asked);
    }

    [Fact]
    public void A_file_that_is_shorter_or_not_there_is_a_refusal()
    {
        Assert.Equal(InspectionReasons.Unreadable, Inspect(Job(Whole), Model[..^1]).Refusal!.Reason);
        Assert.Equal(InspectionReasons.Unreadable, Inspect(Job(Whole), null).Refusal!.Reason);
        Assert.Equal(InspectionReasons.Unreadable, Inspect(Job(Whole with { Installed = new InspectedFile("old.onnx", 0, 1 << 20) }), Model).Refusal!.Reason);
    }

    [Fact]
    public void A_model_that_becomes_unreadable_meanwhile_is_a_refusal()
    {
        InspectionReport report = Inspection.Run(new MemoryStream(Job(Whole)), (_, _, length) => new Failing(length));
        Assert.Equal(InspectionReasons.Unreadable, report.Refusal!.Reason);
    }

    [Fact]
    public void Every_cut_of_the_job_and_parts_of_a_rehearsal_are_refusals()
    {
        byte[] job = Job(Whole);
        for (int length = 0; length < job.Length; length++)
        {
            Assert.Equal(InspectionReasons.JobMalformed, Inspect(job[..length], Model).Refusal!.Reason);
        }

        byte[] content = InspectionJobWriter.Write(Whole).ToArray();
        Assert.Equal(InspectionReasons.JobMalformed, Inspect(JobBytes.Of((JobPartKind.InspectionJob, "job.json", content), (JobPartKind.Model, "m", Model)), Model).Refusal!.Reason);
        Assert.Equal(InspectionReasons.JobMalformed, Inspect(JobBytes.Of((JobPartKind.InspectionJob, "job.json", content), (JobPartKind.InspectionJob, "j", content)), Model).Refusal!.Reason);
        Assert.Equal(InspectionReasons.JobMalformed, Inspect(JobBytes.Of((JobPartKind.InspectionPolicy, "inspection.json", "{}"u8.ToArray())), Model).Refusal!.Reason);

        // And the other way round.
        Assert.False(JobReader.Read(new MemoryStream(JobBytes.Of((JobPartKind.Model, "m", Model), (JobPartKind.InspectionJob, "job.json", content)))).TryGet(out _, out _));
    }

    [Fact]
    [RedTeam("G6", "Sets off a bug or fills the memory of the worker", typeof(WorkerProcess), "WORKER_MEMORY_EXCEEDED", "WORKER_FAILED")]
    public void What_nobody_foresaw_has_an_exit_code_of_its_own()
    {
        Assert.Equal(WorkerExitCode.OutOfMemory, WorkerProcess.Guarded(() => throw new OutOfMemoryException()));
        Assert.Equal(WorkerExitCode.BrokenProgram, WorkerProcess.Guarded(() => throw new InvalidOperationException("a bug")));
        Assert.Equal(0, WorkerProcess.Guarded(() => 0));
    }

    private static InspectionJob Whole => new(new InspectedFile("model.onnx", 0, Model.Length), null, null, false);

    private static byte[] Job(InspectionJob job) => JobBytes.Of((JobPartKind.InspectionJob, "job.json", InspectionJobWriter.Write(job).ToArray()));

    private static InspectionReport Inspect(byte[] job, byte[]? model) => Inspection.Run(new MemoryStream(job), (descriptor, offset, length) =>
        descriptor == InspectionJob.ModelDescriptor && model is not null && offset + length <= model.Length ? new MemoryByteSource(model.AsMemory((int)offset, (int)length)) : null);

    private static InspectionReport Run(string job, Stream input, LockdownCoverage coverage, Action atLockDown)
    {
        using var output = new MemoryStream();
        Assert.Equal(0, WorkerProcess.Run([job], input, output, _ =>
        {
            atLockDown();
            return coverage;
        }));
        return InspectionReportParser.Parse(output.ToArray()).Match(report => report, fault => throw new Xunit.Sdk.XunitException($"{fault} {Encoding.UTF8.GetString(output.ToArray())}"));
    }

    private sealed class Failing(long length) : IByteSource
    {
        public long Length => length;

        public int Read(long offset, Span<byte> destination) => throw new IOException("the disk");
    }
}
