using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>Floors handed back over a real broker to a device whose state is really damaged: what counts, what does not, and what is kept.</summary>
public sealed class FloorTests : IDisposable
{
    private readonly TestHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    [RedTeam("G2", "Takes over the broker, and hands back lower floors than were attested", typeof(FloorIntake), "FLOORS_FOR_OTHER")]
    public async Task Only_the_hub_s_own_floors_for_this_epoch_are_adopted()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        _hub.Configure("https://localhost:1", broker.Address);
        Ueid ueid = _hub.Enrol();
        StoreLayout layout = new(_hub.Settings.Agent.StateDirectory);
        StateStore lost = Lose(layout);
        Assert.Equal(StoreReasons.StateLost, lost.Trouble);
        await using Listener listener = await Listener.ConnectAsync(_hub, broker);
        await using LineDevice device = new(_hub, floors: lost);
        await listener.HearAsync("birth");
        ChainEpoch epoch = device.Chain.Head!.Epoch;
        string topic = Topics.Down(ueid.Hex, Topics.Floors);

        await listener.SayAsync(topic, Sign(new FloorStatement(ueid, new ChainEpoch(RandomNumberGenerator.GetBytes(16)), TestHub.Now, [new ModelFloor("vision", 1)])));
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[FLOORS_FOR_OTHER]", StringComparison.Ordinal), "a finding");
        await listener.SayAsync(topic, Sign(new FloorStatement(TestHub.NewUeid(), epoch, TestHub.Now, [new ModelFloor("vision", 1)])));
        using X509Certificate2 forger = SigningAuthority.Create("Forger", TestHub.Dated([])).Issue("Test Hub Signer", TestHub.Dated(["1.3.6.1.5.5.7.3.36"]));
        await listener.SayAsync(topic, HubStatements.SignFloors(new FloorStatement(ueid, epoch, TestHub.Now, [new ModelFloor("vision", 1)]), forger.GetECDsaPrivateKey()!, [forger.RawData]));
        await listener.SayAsync(topic, [0x82, 0x41]);
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[CBOR_MALFORMED]", StringComparison.Ordinal), "the last finding");
        Assert.Contains("[HUB_STATEMENT_SIGNER_REFUSED]", _hub.JournalText, StringComparison.Ordinal);
        Assert.Equal(StoreReasons.StateLost, lost.Trouble);

        await listener.SayAsync(topic, Sign(new FloorStatement(ueid, epoch, TestHub.Now, [new ModelFloor("audio", 2), new ModelFloor("vision", 17)])));
        await _hub.UntilAsync(() => lost.Trouble is null, "floors");

        // In both generations: losing one brings nothing back.
        foreach (string generation in new[] { "slots.0", "slots.1" })
        {
            using ScratchFolder copy = new();
            StoreLayout one = new(copy.Path);
            Directory.CreateDirectory(one.State);
            File.Copy(Path.Combine(layout.State, generation), Path.Combine(one.State, generation));
            Assert.Equal([("audio", 2L), ("vision", 17L)], StateStore.Load(one, _hub.Log).Loaded.Select(slot => (slot.Model, slot.Floor)));
        }

        // A device that has its floors takes none, whoever signed them.
        await listener.SayAsync(topic, Sign(new FloorStatement(ueid, epoch, TestHub.Now, [new ModelFloor("vision", 99)])));
        await listener.SayAsync(Topics.CommandOf(ueid.Hex, CommandVerbs.Check), []);
        await _hub.UntilAsync(() => device.Rechecks > 0, "the command after it");
        Assert.Equal(17, StateStore.Load(layout, _hub.Log).Loaded.Single(slot => slot.Model == "vision").Floor);
    }

    [Fact]
    [RedTeam("G2", "Takes over the hub, and hands back less than a surviving generation proves", typeof(StateStore))]
    public void What_survived_is_never_lowered()
    {
        StoreLayout layout = new(_hub.Folder["survivor"]);
        Directory.CreateDirectory(layout.State);
        StateStore store = StateStore.Load(layout, _hub.Log);
        Assert.True(store.TrySave(new SlotState("vision") { Floor = 20, FloorEra = 3 }, movesFloor: true));

        IReadOnlyList<SlotState> kept = store.TryAdopt(new Dictionary<string, long> { ["vision"] = 5, ["audio"] = 7 }, _ => 0)!;
        Assert.Equal([("audio", 7L, 0L), ("vision", 20L, 3L)], kept.OrderBy(slot => slot.Model, StringComparer.Ordinal).Select(slot => (slot.Model, slot.Floor, slot.FloorEra)));

        // A slot that was on its way with the floor of before does not lower it either.
        Assert.True(store.TrySave(new SlotState("audio") { Floor = 1 }, movesFloor: false));
        Assert.Equal(7, StateStore.Load(layout, _hub.Log).Loaded.Single(slot => slot.Model == "audio").Floor);
        UpdateStep step = UpdateMachine.Step(new SlotState("audio") { Floor = 1 }, new UpdateEvent.FloorProven(7), new UpdatePolicy(true, ConfirmBy.Rehearsal, true, false), "engine");
        Assert.Equal(7, step.State.Floor);
        Assert.Equal(7, UpdateMachine.Step(step.State, new UpdateEvent.FloorProven(3), new UpdatePolicy(true, ConfirmBy.Rehearsal, true, false), "engine").State.Floor);
    }

    private StateStore Lose(StoreLayout layout)
    {
        Directory.CreateDirectory(layout.State);
        StateStore before = StateStore.Load(layout, _hub.Log);
        Assert.True(before.TrySave(new SlotState("vision") { Floor = 17 }, movesFloor: true));
        foreach (string generation in Directory.EnumerateFiles(layout.State, "slots.*"))
        {
            File.WriteAllText(generation, "damaged");
        }

        return StateStore.Load(layout, _hub.Log);
    }

    private byte[] Sign(FloorStatement floors) => HubStatements.SignFloors(floors, _hub.Signer.GetECDsaPrivateKey()!, [_hub.Signer.RawData]);
}
