namespace MLSecOps.Core.Sanity;

/// <summary>How the answer to one row is read from an output.</summary>
public enum AnswerKind
{
    /// <summary>The index of the largest of several scores along the last axis; ties go to the first.</summary>
    Argmax = 0,

    /// <summary>One score a row: 1 where it is at least the threshold, else 0.</summary>
    Threshold = 1,

    /// <summary>One whole number a row: the answer itself.</summary>
    Label = 2,
}
