namespace MLSecOps.Contracts.Varlink;

/// <summary>Errors of <c>org.varlink.service</c> and of our own interface.</summary>
public static class VarlinkErrors
{
    /// <summary>No such interface; parameter <c>interface</c>.</summary>
    public const string InterfaceNotFound = "org.varlink.service.InterfaceNotFound";

    /// <summary>No such method; parameter <c>method</c>.</summary>
    public const string MethodNotFound = "org.varlink.service.MethodNotFound";

    /// <summary>A parameter is missing or wrong; parameter <c>parameter</c>.</summary>
    public const string InvalidParameter = "org.varlink.service.InvalidParameter";

    /// <summary>The caller may not ask this.</summary>
    public const string PermissionDenied = "org.varlink.service.PermissionDenied";

    /// <summary>The device could not be retired; parameter <c>why</c>.</summary>
    public const string NotRetired = AgentInterface.Name + ".NotRetired";

    /// <summary>This device has no such model; parameter <c>model</c>.</summary>
    public const string NotInstalled = AgentInterface.Name + ".NotInstalled";

    /// <summary>Too many callers wait for the same.</summary>
    public const string Busy = AgentInterface.Name + ".Busy";

    /// <summary>The release to confirm is not current, or not trusted now.</summary>
    public const string NotCurrent = AgentInterface.Name + ".NotCurrent";
}
