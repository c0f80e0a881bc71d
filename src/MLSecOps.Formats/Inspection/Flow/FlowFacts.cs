namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>Where a value comes from, in bits.</summary>
[Flags]
internal enum FlowSource : byte
{
    /// <summary>Constants only.</summary>
    None = 0,

    /// <summary>What is in an input.</summary>
    Content = 1,

    /// <summary>An input of one element, such as a sampling rate or a switch.</summary>
    Setting = 2,

    /// <summary>The shape of an input.</summary>
    Shape = 4,

    /// <summary>Chance.</summary>
    Random = 8,
}

/// <summary>How hard a value decides.</summary>
internal enum Decision : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>By a step or saturation, which decides only when it is driven hard.</summary>
    Soft = 1,

    /// <summary>By comparison.</summary>
    Hard = 2,
}

/// <summary>How much of the input a value takes together.</summary>
internal enum Reach : byte
{
    /// <summary>Element by element.</summary>
    Elementwise = 0,

    /// <summary>Over the last axis only: one answer for each place.</summary>
    Partial = 1,

    /// <summary>A fixed region, or all of it: one answer for the input.</summary>
    Whole = 2,
}

/// <summary>What a decision carries along.</summary>
internal enum Payload : byte
{
    /// <summary>Nothing: it is a mask.</summary>
    None = 0,

    /// <summary>The same constant everywhere.</summary>
    Uniform = 1,

    /// <summary>Values taken from the input past the network.</summary>
    Raw = 2,

    /// <summary>One place of many: as a factor it selects, as a term it is an answer.</summary>
    Place = 3,

    /// <summary>A constant that differs from place to place: an answer.</summary>
    Pattern = 4,
}

/// <summary>What is known of a point of the data flow. An abstract value: facts only grow along the flow, but for decisions, which end where they are merged or learned from.</summary>
internal struct FlowFacts
{
    /// <summary>Most learned parameters on a path from an input to here.</summary>
    internal double Mass;

    /// <summary>Elements, for a constant.</summary>
    internal double Count;

    /// <summary>Largest factor by which a decision was multiplied; 1 for none.</summary>
    internal double Gain;

    internal FlowSource Source;

    /// <summary>Whether it follows from constants.</summary>
    internal bool IsConstant;

    /// <summary>Whether parts of it are not the network's: something was put beside it.</summary>
    internal bool IsMixed;

    /// <summary>Whether it still has a value for each place of an input, not one for all of it.</summary>
    internal bool IsWide;

    /// <summary>Whether its size depends on what is in the input.</summary>
    internal bool IsSizedByContent;

    /// <summary>Whether it counts decisions: how many, not whether.</summary>
    internal bool IsCount;

    internal Decision Decision;

    /// <summary>Reach of the data.</summary>
    internal Reach Reach;

    /// <summary>Reach of the decision.</summary>
    internal Reach DecisionReach;

    internal Payload Payload;

    /// <summary>Whether its fraction was cut off by a cast.</summary>
    internal bool IsTruncated;

    /// <summary>Dimensions; -1 when not known.</summary>
    internal sbyte Rank;

    /// <summary>The point of the decision that is part of a mixed value; -1 for none.</summary>
    internal int MixedDecision;

    internal static FlowFacts Empty => new() { Gain = 1, MixedDecision = -1, Rank = -1 };

    /// <summary>Whether it depends on what is in the input, or on chance.</summary>
    internal readonly bool IsData => (Source & (FlowSource.Content | FlowSource.Random)) != 0;
}
