namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Where a payload lies: number of the segment, offset and length of its bytes. <c>default</c> is nowhere: segments count from 1.</summary>
internal readonly record struct PayloadPlace(int Segment, int At, int Length)
{
    /// <summary>True when there is no payload.</summary>
    public bool IsNowhere => Segment == 0;
}
