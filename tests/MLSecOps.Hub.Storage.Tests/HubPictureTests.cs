using MLSecOps.Contracts.Hub;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;
using MLSecOps.Hub.Storage.Tests.Contract;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Storage.Tests;

/// <summary>What the hub shows, gathered from a real database.</summary>
public sealed class HubPictureTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly IHubStore _store;
    private readonly HubPicture _picture;

    public HubPictureTests()
    {
        _store = SqliteHubStore.Open(_folder["hub.db"]);
        _picture = new HubPicture(_store, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5));
        _store.Enrol(Samples.Ueid, Samples.Other);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_device_is_shown_with_its_own_state_findings_and_directive()
    {
        _store.Write(write =>
        {
            write.PutState(Samples.State(Samples.Other));
            write.AddPackage(Samples.Package());
            write.PutDirective(Samples.Directive(1, Samples.Other));
            write.AddFinding(Samples.Finding(Samples.Other) with { Closed = null });
            write.AddFinding(Samples.Finding(Samples.Other));
        });

        IReadOnlyList<HubDevice> devices = _picture.Devices(Samples.Noon.AddMinutes(5)).Devices;
        Assert.Equal([(Samples.Ueid, "never", 0), (Samples.Other, "fresh", 1)], devices.Select(device => (device.Ueid, device.Freshness, device.OpenFindings)));
        Assert.Equal(17, devices[1].Models.Single(model => model.Model == "keyword-spotter").DesiredRelease);
        Assert.Equivalent(devices[1], _picture.Device(Samples.Other, Samples.Noon.AddMinutes(5))!.Device, strict: true);
    }

    [Fact]
    public void A_device_comes_with_its_open_findings_and_its_newest_changes()
    {
        _store.Write(write =>
        {
            write.AddFinding(Samples.Finding() with { Closed = null });
            write.AddFinding(Samples.Finding());
            write.AddChange(Samples.Change("first"));
            write.AddChange(Samples.Change("second"));
            write.AddChange(Samples.Change("elsewhere", Samples.Other));
        });
        HubDeviceDetail detail = _picture.Device(Samples.Ueid, Samples.Noon)!;
        Assert.Equal(1, Assert.Single(detail.Findings).Id);
        Assert.Equal(["second", "first"], detail.Changes.Select(change => change.What));
        Assert.Null(_picture.Device("01cccccccccccccccccccccccccccccccc", Samples.Noon));
    }

    [Fact]
    public void A_finding_is_authenticated_by_the_state_of_its_own_device()
    {
        _store.Write(write =>
        {
            write.PutState(Samples.State());
            write.AddFinding(Samples.Finding());
            write.AddFinding(Samples.Finding(Samples.Other));
        });
        Assert.Equal([false, true], _picture.Findings(null, null, 10).Findings.Select(finding => finding.Authenticated));
        Assert.Equal([true, false], ((long[])[1, 2]).Select(id => _picture.Finding(id)!.Authenticated));
        Assert.Null(_picture.Finding(3));
    }

    [Fact]
    public void A_rollout_shows_where_each_of_its_devices_stands()
    {
        long id = _store.Write(write =>
        {
            write.AddPackage(Samples.Package());
            write.PutState(Samples.State());
            write.AddFinding(Samples.Finding(Samples.Other) with { Closed = null });
            return write.AddRollout(Samples.Rollout(Samples.Ueid, Samples.Other));
        });
        Assert.Equal(
            [new RolloutDevice(Samples.Ueid, "running", null), new RolloutDevice(Samples.Other, "failed", "MODEL_TAMPERED")], _picture.Rollout(id)!.Devices);
        Assert.Equivalent(_picture.Rollout(id), Assert.Single(_picture.Rollouts(10).Rollouts), strict: true);
        Assert.Null(_picture.Rollout(id + 1));
        Assert.Equal("keyword-spotter", Assert.Single(_picture.Packages().Packages).Model);
    }
}
