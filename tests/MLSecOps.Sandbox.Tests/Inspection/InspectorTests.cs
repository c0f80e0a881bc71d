using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.Sandbox.Launch;
using MLSecOps.Sandbox.Tests.Launch;
using MLSecOps.TestKit;

namespace MLSecOps.Sandbox.Tests.Inspection;

/// <summary>An inspection by a worker that the model took over: whatever it does is a result with a reason of its own, and never "clean".</summary>
public sealed class InspectorTests(HostileWorker worker) : IDisposable
{
    private static readonly WorkerLimits Limits = Inspector.DefaultLimits with { Deadline = TimeSpan.FromSeconds(20), ReportBytes = 1 << 20 };

    private static readonly ModelSummary Summary = new(8, "tool", [], [], [], [new OperatorCount("", "Add", 1)], 1, 1, 0, 0, 0, [], 20, 20);

    private static readonly InspectionFinding Blocking = InspectionFinding.Of(InspectionRules.GraphShadow, "graph/If_1", "a branch");

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("crash", "WORKER_CRASHED")]
    [InlineData("abort", "WORKER_CRASHED")]
    [InlineData("exit", "WORKER_FAILED")]
    [InlineData("silent", "WORKER_FAILED")]
    [InlineData("not-locked", "WORKER_NOT_LOCKED")]
    [InlineData("memory-at-once", "WORKER_MEMORY_EXCEEDED")]
    [InlineData("flood", "WORKER_REPORT_TOO_LARGE")]
    [InlineData("ptrace-parent", "WORKER_FORBIDDEN_CALL")]
    [InlineData("lie\n{}", "INSPECTION_REPORT_MALFORMED")]
    [InlineData("lie\nnot JSON at all", "INSPECTION_REPORT_MALFORMED")]
    [InlineData("lie\n{\"schema\":\"mlsec.inspection-report/1\",\"worker\":\"\",\"gaps\":[],\"findings\":[],\"left_off\":0,\"shortened\":false}", "INSPECTION_REPORT_MALFORMED")]
    [RedTeam("G6", "Has the model crash the worker that inspects it, flood its report, starve it or have it call what is forbidden", typeof(Inspector), "WORKER_CRASHED", "WORKER_REPORT_TOO_LARGE", "WORKER_MEMORY_EXCEEDED", "WORKER_FORBIDDEN_CALL", "INSPECTION_REPORT_MALFORMED")]
    public async Task Whatever_it_does_is_a_result_with_its_own_reason(string model, string reason)
    {
        InspectionResult result = await Inspect(model);
        Assert.Equal(reason, result.Report.Refusal!.Reason!.Code);
        Assert.Empty(result.Report.Findings);
        Assert.IsNotType<TrustVerdict.Trusted>(result.Verdict);
    }

    [Fact]
    [RedTeam("G6", "Has the model hang the worker that inspects it", typeof(Inspector), "WORKER_DEADLINE_EXCEEDED")]
    public async Task A_worker_that_hangs_is_ended_at_the_deadline() =>
        Assert.Equal(SandboxReasons.DeadlineExceeded, (await Inspect("hang", limits: Limits with { Deadline = TimeSpan.FromMilliseconds(200) })).Report.Refusal!.Reason);

    [Fact]
    public async Task An_honest_report_is_taken_as_it_is()
    {
        InspectionResult clean = await Inspect(Lie(Report()));
        Assert.IsType<TrustVerdict.Trusted>(clean.Verdict);
        Assert.Equal(1, clean.Report.Model!.Nodes);

        InspectionResult blocked = await Inspect(Lie(Report(Blocking)));
        Assert.Equal(InspectionReasons.Blocked, Assert.IsType<TrustVerdict.Rejected>(blocked.Verdict).Reason);

        InspectionResult waived = await Inspect(Lie(Report(Blocking with { Waiver = "reviewed" })), request => request with { Policy = "{}"u8.ToArray() });
        Assert.IsType<TrustVerdict.Trusted>(waived.Verdict);
    }

    [Fact]
    public async Task What_blocks_comes_before_what_could_not_be_read()
    {
        var archive = InspectionFinding.Of(InspectionRules.Archive, "file", "a ZIP archive");
        InspectionResult result = await Inspect(Lie(new InspectionReport(
            "1", [], Check.Fail("inspection.model", "m", InspectionReasons.Malformed), [archive], null, null)));
        Assert.Equal(InspectionReasons.Blocked, Assert.IsType<TrustVerdict.Rejected>(result.Verdict).Reason);

        InspectionResult unread = await Inspect(Lie(new InspectionReport("1", [], Check.Fail("inspection.model", "m", InspectionReasons.Malformed), [], null, null)));
        Assert.Equal(InspectionReasons.Malformed, Assert.IsType<TrustVerdict.Inconclusive>(unread.Verdict).Reason);
    }

    public static TheoryData<string> Lies => [.. AllLies.Keys];

    private static Dictionary<string, InspectionReport> AllLies { get; } = new()
    {
        ["more structure than the file"] = Report() with { Model = Summary with { StructureBytes = 1 << 20 } },
        ["more bytes read than there are"] = Report() with { Model = Summary with { BytesRead = 1L << 40 } },
        ["more nodes than bytes"] = Report() with { Model = Summary with { Nodes = 1 << 20 } },
        ["more operators than nodes"] = Report() with { Model = Summary with { Operators = [new OperatorCount("", "Add", 7)] } },
        ["a waiver that nobody gave"] = Report(Blocking with { Waiver = "fine" }),
        ["unsigned data where nothing is signed"] = Report(InspectionFinding.Of(InspectionRules.ExternalUnsigned, "graph", "w")),
        ["a bill of materials that is not there"] = Report(InspectionFinding.Of(InspectionRules.BillOfMaterials, "bom", "x")),
        ["findings left off and none listed"] = Report() with { LeftOff = 3 },
        ["a difference from nothing"] = Report() with { Difference = new ModelDifference([], [], [], [], null) },
        ["a refusal for something else"] = Report() with { Refusal = Check.Fail("x", "m", PolicyReasons.ReleaseBelowFloor) },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    [RedTeam("G6", "Takes the worker over and has it report what contradicts itself or the job", typeof(Inspector), "INSPECTION_REPORT_DISAGREES")]
    public async Task A_lie_is_found(string lie)
    {
        InspectionResult result = await Inspect(Lie(AllLies[lie]));
        Assert.Equal(InspectionReasons.ReportDisagrees, result.Report.Refusal!.Reason);
        Assert.Empty(result.Report.Findings);
        Assert.Null(result.Report.Model);
    }

    [Fact]
    [RedTeam("G6", "Takes the worker over and has it list what blocks last, so that it is cut", typeof(Inspector), "INSPECTION_REPORT_DISAGREES")]
    public async Task Findings_out_of_order_are_a_lie()
    {
        // The writer orders them; a worker that was taken over does not use it.
        string honest = Encoding.UTF8.GetString(InspectionReportWriter.Write(Report(Blocking, InspectionFinding.Of(InspectionRules.InterfaceDrift, "graph/input", "float32"))).Span);
        int first = honest.IndexOf("{\"rule\"", StringComparison.Ordinal), second = honest.IndexOf(",{\"rule\"", StringComparison.Ordinal), end = honest.IndexOf(']', second);
        string swapped = $"{honest[..first]}{honest[(second + 1)..end]},{honest[first..second]}{honest[end..]}";
        Assert.Equal(InspectionReasons.ReportDisagrees, (await Inspect("lie\n" + swapped)).Report.Refusal!.Reason);
    }

    [Fact]
    public async Task A_job_beyond_its_limits_is_not_run()
    {
        CoveredFile[] files = [.. Enumerable.Range(0, 4096).Select(index => new CoveredFile($"{new string('x', 1000)}{index}", 1))];
        Assert.Equal(InspectionReasons.TooComplex, (await Inspect(Lie(Report()), request => request with { Files = files })).Report.Refusal!.Reason);
    }

    private static InspectionReport Report(params InspectionFinding[] findings) => new("1", [], null, findings, Summary, null);

    private static string Lie(InspectionReport report) => "lie\n" + Encoding.UTF8.GetString(InspectionReportWriter.Write(report).Span);

    private async Task<InspectionResult> Inspect(string model, Func<InspectionRequest, InspectionRequest>? change = null, WorkerLimits? limits = null)
    {
        _folder.Write("model.onnx", Encoding.UTF8.GetBytes(model));
        using FileByteSource source = FileByteSource.Open(_folder["model.onnx"]);
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        var request = new InspectionRequest(InspectionTarget.Whole(source, "model.onnx"));
        return await new Inspector(launcher).RunAsync(change?.Invoke(request) ?? request, limits ?? Limits, TestContext.Current.CancellationToken);
    }
}
