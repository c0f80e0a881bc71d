using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Hub.Packages;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>The hub inspects what is pushed in its own worker, before anything can be rolled out. Needs packaging/build first.</summary>
public sealed class PackageInspectionTests
{
    private static readonly string Root =
        typeof(PackageInspectionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;

    private static readonly string Worker = Path.Combine(
        Root, "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "mlsec-worker");

    [Fact]
    public async Task A_package_with_a_clean_model_is_kept()
    {
        await using LiveHub hub = await StartAsync(ShippedWorker());
        byte[] model = File.ReadAllBytes(Path.Combine(Root, "packaging/samples/fashion-mnist/model/model.onnx"));
        await hub.PushAsync(new SamplePackage { Files = [("model.onnx", FileRole.Model, model)] });
        Assert.Single(hub.Read(store => store.Packages()));
    }

    [Fact]
    [RedTeam("G6", "Signs a package with a program in place of its model and pushes it to the hub", typeof(PackageInspection), "MODEL_INSPECTION_BLOCKED")]
    public async Task A_package_whose_model_blocks_is_refused_with_the_finding_and_not_kept()
    {
        await using LiveHub hub = await StartAsync(ShippedWorker());
        using HttpResponseMessage answer = await hub.PushAsync(new SamplePackage { Files = [("model.onnx", FileRole.Model, [.. "\u007fELF"u8, .. new byte[500]])] }.Build());
        HubError error = await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, InspectionReasons.Blocked, answer);
        Assert.Contains("ARCHIVE", error.Why, StringComparison.Ordinal);
        Assert.Empty(hub.Read(store => store.Packages()));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(hub.State, "packages")));
    }

    [Theory]
    [InlineData("/usr/bin/false", "WORKER_FAILED")]
    [InlineData("/usr/bin/true", "WORKER_FAILED")]
    [InlineData("/usr/bin/yes", "WORKER_REPORT_TOO_LARGE")]
    [InlineData("/usr/bin/printenv", "WORKER_FAILED")]
    [RedTeam("G6", "Puts a program that fails, says nothing or floods in place of the hub's worker", typeof(PackageInspection), "WORKER_FAILED", "WORKER_REPORT_TOO_LARGE")]
    public async Task Another_program_in_the_worker_s_place_costs_the_push_and_not_the_hub(string program, string reason)
    {
        Assert.SkipUnless(File.Exists(program), $"no {program} here");
        await using LiveHub hub = await StartAsync(program);
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage answer = await hub.PushAsync(new SamplePackage().Build());
            await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, ReasonCatalogue.Find(reason)!, answer);
        }

        Assert.Empty(hub.Read(store => store.Packages()));
    }

    [Fact]
    [RedTeam("G8", "Takes the worker away from the hub and pushes a package", typeof(PackageInspection), "WORKER_LAUNCH_FAILED")]
    public async Task What_could_not_be_inspected_is_not_kept_unless_the_administrator_says_so()
    {
        await using LiveHub hub = await StartAsync("/no/such/worker");
        using (HttpResponseMessage answer = await hub.PushAsync(new SamplePackage().Build()))
        {
            await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, SandboxReasons.LaunchFailed, answer);
        }

        Assert.Empty(hub.Read(store => store.Packages()));
        await hub.RestartAsync(change: configuration => configuration with { InsecureUninspected = true });
        await hub.PushAsync(new SamplePackage());
        Assert.Contains("insecure_uninspected", hub.Said, StringComparison.Ordinal);
    }

    private static Task<LiveHub> StartAsync(string worker) =>
        LiveHub.StartAsync(change: configuration => configuration with { WorkerPath = worker, InsecureUninspected = false });

    private static string ShippedWorker()
    {
        Assert.SkipWhen(!File.Exists(Worker) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        return Worker;
    }
}
