using System.Runtime.InteropServices;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Confinement;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>The worker's life inside this process: a lock-down that only says it happened.</summary>
public sealed class WorkerProcessTests
{
    private static readonly LockdownCoverage Locked = new(true, true, true, true, 0);

    private static readonly byte[] Job = JobBytes.Of(
        SmallModel.OneNode("Add", 13, "A", "B"), null, new Dictionary<string, byte[]>
        {
            ["test_data_set_0/input_0.pb"] = SmallModel.Floats("A", 10, 20),
            ["test_data_set_0/input_1.pb"] = SmallModel.Floats("B", 1, 2),
            ["test_data_set_0/output_0.pb"] = SmallModel.Floats("Y", 11, 22),
        });

    [Fact]
    public void Rehearses_and_reports()
    {
        RehearsalReport report = Run(["rehearse"], new MemoryStream(Job), Locked);
        Assert.IsType<TrustVerdict.Trusted>(report.Outcome.Verdict);
        Assert.Empty(report.Gaps);
        Assert.Equal(("1.31.1", "CPUExecutionProvider"), (report.Engine.OnnxRuntime, report.Engine.Provider));
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant() + "-cpu", report.Engine.Profile);
        Assert.NotEmpty(report.Engine.Cpu);
    }

    [Fact]
    public void Checks_itself() => Assert.IsType<TrustVerdict.Trusted>(Run(["selfcheck"], Stream.Null, Locked).Outcome.Verdict);

    [Fact]
    [RedTeam("G6", "Gives a job to a worker that the kernel did not lock", typeof(WorkerProcess), "WORKER_NOT_LOCKED")]
    public void Reads_no_job_before_the_lock_down_nor_without_it()
    {
        using var input = new MemoryStream(Job);
        RehearsalReport report = Run(["rehearse"], input, Locked with { SystemCallFilter = false, FilterError = 22 }, () => Assert.Equal(0, input.Position));

        Assert.Equal(SandboxReasons.NotLocked, Assert.IsType<TrustVerdict.Inconclusive>(report.Outcome.Verdict).Reason);
        Assert.Equal(["no system-call filter (error 22)"], report.Gaps);
        Assert.Equal(0, input.Position);
        Assert.IsType<TrustVerdict.Trusted>(Run(["rehearse-insecure-unlocked"], input, Locked with { SystemCallFilter = false }).Outcome.Verdict);
    }

    [Fact]
    public void A_broken_job_is_a_finding()
    {
        RehearsalReport report = Run(["rehearse"], new MemoryStream(Job[..^1]), Locked);
        Assert.Equal(RehearsalReasons.JobMalformed, Assert.IsType<TrustVerdict.Inconclusive>(report.Outcome.Verdict).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("watch")]
    public void Another_job_is_a_usage_error(string job)
    {
        using var output = new MemoryStream();
        Assert.Equal(WorkerProcess.UnknownJob, WorkerProcess.Run(job.Length == 0 ? [] : [job], Stream.Null, output, _ => Locked));
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void The_engine_collects_no_telemetry()
    {
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/Microsoft/DeveloperTools/.onnxruntime");
        bool before = Directory.Exists(folder);
        Assert.Null(InferenceEngine.Load().Fault);
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetVariable(InferenceEngine.NoTelemetry)));
        Assert.Equal(before, Directory.Exists(folder));
    }

    [DllImport("libc.so.6", EntryPoint = "getenv")]
    private static extern nint GetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    private static RehearsalReport Run(string[] args, Stream input, LockdownCoverage coverage, Action? atLockDown = null)
    {
        using var output = new MemoryStream();
        int exit = WorkerProcess.Run(args, input, output, _ =>
        {
            atLockDown?.Invoke();
            return coverage;
        });
        Assert.Equal(0, exit);
        return RehearsalReportParser.Parse(output.ToArray()).Match(report => report, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
    }
}
