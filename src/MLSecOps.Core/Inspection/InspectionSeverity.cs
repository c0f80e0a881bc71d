namespace MLSecOps.Core.Inspection;

/// <summary>How much a finding of the inspection weighs.</summary>
public enum InspectionSeverity
{
    /// <summary>Worth knowing when the model is reviewed; nothing is asked of anyone.</summary>
    Notice = 0,

    /// <summary>Unusual enough that a person should look before the model is signed. Does not keep it from being installed.</summary>
    Warning = 1,

    /// <summary>Nothing that is honest looks so: the model is not installed unless the publisher signed a waiver for this very place.</summary>
    Blocking = 2,
}
