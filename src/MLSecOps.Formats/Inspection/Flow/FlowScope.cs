namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>Names that a graph sees: its own and those of the graphs around it. A function's body sees its own only.</summary>
internal sealed class FlowScope(FlowScope? outer)
{
    private readonly Dictionary<int, int> _points = [];

    internal void Set(int name, int point) => _points[name] = point;

    /// <summary>The point of a name; -1 when nothing made it.</summary>
    internal int Find(int name)
    {
        for (FlowScope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._points.TryGetValue(name, out int point))
            {
                return point;
            }
        }

        return -1;
    }

    private FlowScope? Outer { get; } = outer;
}
