namespace NBomber.Contracts.Stats;

public enum NodeType
{
    SingleNode,
    Coordinator,
    Agent,
}

public enum OperationType
{
    None = 0,
    Init = 1,
    WarmUp = 2,
    Bombing = 3,
    Stop = 4,
    Complete = 5,
    Error = 6,
}

public sealed record NodeInfo(
    string MachineName,
    NodeType NodeType,
    OperationType CurrentOperation,
    string OS,
    string DotNetVersion,
    string Processor,
    int CoresCount,
    string NBomberVersion);
