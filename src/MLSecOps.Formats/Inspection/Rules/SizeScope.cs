namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Values that a graph sees: its own, then those of the graph around it.</summary>
/// <param name="outer">The graph around; null for a main graph and for a function, which sees nothing but its inputs.</param>
/// <param name="caller">The attributes that a function was called with: first attribute of the calling node; -1 for none.</param>
internal sealed class SizeScope(SizeScope? outer, int caller)
{
    private readonly Dictionary<int, KnownValue> _values = [];

    /// <summary>First attribute of the call, or -1.</summary>
    internal int Caller { get; } = caller;

    /// <summary>Sets or reads a value by its name.</summary>
    internal KnownValue this[int name]
    {
        get
        {
            for (SizeScope? scope = this; scope is not null; scope = scope.Outer)
            {
                if (scope._values.TryGetValue(name, out KnownValue? value))
                {
                    return value;
                }
            }

            return KnownValue.Unknown;
        }

        set => _values[name] = value;
    }

    private SizeScope? Outer { get; } = outer;
}
