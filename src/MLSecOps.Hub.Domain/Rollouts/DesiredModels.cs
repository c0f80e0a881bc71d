using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Rollouts;

/// <summary>The models of a device beside what it was asked to run.</summary>
public static class DesiredModels
{
    /// <summary>Each model by name, with the manifest digest that the directive asks for, or null. One that was asked for and is not there yet is among them, as what it is: nothing is known of it.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="directive">The newest directive for it; null when none was signed.</param>
    public static IEnumerable<(ModelState Model, string? Desired)> Of(DeviceState state, IssuedDirective? directive)
    {
        ArgumentNullException.ThrowIfNull(state);
        IReadOnlyDictionary<string, string> desired = directive?.Desired ?? new Dictionary<string, string>();
        IEnumerable<ModelState> missing = desired.Keys.Except(state.Models.Select(model => model.Model)).Select(name => new ModelState(name));
        return state.Models.Concat(missing).OrderBy(model => model.Model, StringComparer.Ordinal).Select(model => (model, desired.GetValueOrDefault(model.Model)));
    }
}
