namespace MLSecOps.Hub.Domain.Records;

/// <summary>What inserting a record came to.</summary>
public enum RecordInsertion
{
    /// <summary>It is new. The default.</summary>
    Inserted = 0,

    /// <summary>The very same record is there already: sent again, nothing to do but acknowledge.</summary>
    Duplicate = 1,

    /// <summary>Another record has its place: the chain split. Both are kept.</summary>
    Fork = 2,
}
