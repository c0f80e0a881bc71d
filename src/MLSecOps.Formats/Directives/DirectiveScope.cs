using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Directives;

/// <summary>For whom a directive is. Closed by the private constructor; where both speak of a model, the device's beats the group's.</summary>
public abstract record DirectiveScope
{
    private DirectiveScope()
    {
    }

    /// <summary>Handles both cases.</summary>
    public abstract T Match<T>(Func<Device, T> device, Func<Group, T> group);

    /// <summary>One device.</summary>
    /// <param name="Ueid">Which.</param>
    public sealed record Device(Ueid Ueid) : DirectiveScope
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Device, T> device, Func<Group, T> group) => device(this);

        /// <summary><c>device:</c> and the UEID.</summary>
        public override string ToString() => $"device:{Ueid}";
    }

    /// <summary>The devices of a group.</summary>
    /// <param name="Name">A label of the fleet.</param>
    public sealed record Group(string Name) : DirectiveScope
    {
        /// <inheritdoc/>
        public override T Match<T>(Func<Device, T> device, Func<Group, T> group) => group(this);

        /// <summary><c>group:</c> and the name.</summary>
        public override string ToString() => $"group:{Name}";
    }
}
