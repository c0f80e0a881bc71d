using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.EdgeAgent.Varlink;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>What applications get of the models here: the verified open, and the news.</summary>
internal sealed class ApplicationDesk : IAsyncDisposable
{
    private readonly SlotTable _slots;
    private readonly ReleaseShelf _shelf;
    private readonly ModelOpener _opener;

    /// <param name="parts">The agent's parts.</param>
    /// <param name="slots">The models.</param>
    /// <param name="engine">What would answer now.</param>
    /// <param name="changed">Called when evidence would say something else of applications than before.</param>
    public ApplicationDesk(AgentParts parts, SlotTable slots, Func<string> engine, Action changed)
    {
        _slots = slots;
        _shelf = new ReleaseShelf(parts.MakeSealing().Seal, () => parts.Settings.Agent.OpenKeep, () => parts.Settings.Agent.OpenMemoryBytes, parts.Time);
        _opener = new ModelOpener(slots.Find, () => parts.Settings.Update, engine, _shelf, (model, what) => parts.Log.Failure(Core.Findings.StoreReasons.StoreFailed, model, $"OpenModel: {what}"));
        Taps = parts.MakeTapDesk(model => slots.Find(model)?.State, changed);
        Methods = new ModelMethods(_opener, slots, Taps);
        Events = new EventFeed(parts.Time);
        parts.Log.Found = Events.Raise;
    }

    /// <summary>The methods about models.</summary>
    public ModelMethods Methods { get; }

    /// <summary>Watches those who have a model open.</summary>
    public TapDesk Taps { get; }

    /// <summary>The news.</summary>
    public EventFeed Events { get; }

    /// <summary>Whether a release has passed a rehearsal that this device can give it. A model that only applications can run is rehearsed by them, through the tap; one without golden vectors by nobody, and that is no reason to wait.</summary>
    public bool IsRehearsed(InstalledRelease release, string model) =>
        release.Format != ModelFormat.Opaque || Taps.Of(model, release.Id).Rehearsed || !Taps.HasVectors(model, release.Id);

    /// <summary>To be called when anything about models may have changed: what is not current is given up, and who subscribed is told.</summary>
    public void Look()
    {
        foreach (SlotState state in _slots.Shown.Select(slot => slot.State))
        {
            _shelf.KeepOnly(state.Model, state.Current?.Id);
        }

        Events.Look([.. _slots.Shown.Select(slot => _opener.List(slot.State))]);
    }

    public async ValueTask DisposeAsync()
    {
        await Taps.DisposeAsync();
        _shelf.Dispose();
    }
}
